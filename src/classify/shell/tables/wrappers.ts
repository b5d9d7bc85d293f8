/** Commands that run another command, and shells. Their handlers are in ../wrappers.ts. */
export const WRAPPER_COMMANDS = `
command : r : -p -v+ -V+
builtin,nohup,unbuffer : r :
exec : r : -cl -a=
nice : r : -# -n|--adjustment=
ionice : r : -c|--class= -n|--classdata= -t|--ignore
chrt : r : -b|--batch -f|--fifo -i|--idle -o|--other -r|--rr -v|--verbose
taskset : r : -a -c|--cpu-list
setsid : r : -c|--ctty -f|--fork -w|--wait
stdbuf : r : -i|--input= -o|--output= -e|--error=
time : r : -p|--portability -v|--verbose -q|--quiet -a|--append -f|--format= -o|--output=>
timeout,gtimeout : r : -k|--kill-after= -s|--signal= -v|--verbose --foreground --preserve-status
env : r : -i|--ignore-environment -0|--null -u|--unset= -C|--chdir=@ -S|--split-string= -v|--debug
  --list-signal-handling --block-signal[=] --default-signal[=] --ignore-signal[=]
xargs,gxargs : r : -0|--null -a|--arg-file=< -d|--delimiter= -E= -e[=] --eof[=] -I= -i[=]
  --replace[=] -L= -l[=] --max-lines[=] -n|--max-args= -P|--max-procs= -p|--interactive
  -r|--no-run-if-empty -s|--max-chars= -t|--verbose -x|--exit -o|--open-tty --show-limits
eval : r :
bash,sh,dash : ? : -c -l|--login -e -u -x -v -f -n -h -m -a -b -p|--posix -o= -O=? --norc
  --noprofile --verbose --noexec -i? -s? -r --restricted -D --rcfile=? --init-file=?
`;
