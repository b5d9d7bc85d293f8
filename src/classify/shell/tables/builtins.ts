/** What the shell does itself. The handlers of those with their own rules are in ../builtins.ts. */
export const BUILTIN_COMMANDS = `
:,true,false,echo,gecho,factor,sleep,gsleep,expr,yes : r~ .* :
pwd : r~ .* : -LP
exit,return,break,continue,logout : r~ . :
shift : r . :
times,caller : r . :
type : r~@system .* : -afpPt
help : r~ .* : -dms
wait : r .* : -fn
jobs : r@process .* : -lnprs
dirs : r . : -plv -c!
history : r . : -c! -d=! -a[=]! -n[=]! -r[=]! -w[=]! -p! -s!
fc : ? .* : -l+ -nr
hash : w@session 0 .* : -l+ -r! -d! -t+
umask : w@session 0 : -S+ -p+
ulimit : w@session 0 : -a+ -c+ -d+ -f+ -l+ -m+ -n+ -s+ -t+ -u+ -v+ -HS
shopt : w@session 0 .* : -p+ -q+ -s! -u! -o
export,readonly : w@session 0 : -p+ -f! -n! -a -A
declare,typeset : w@session 0 .* : -p+ -f+ -F+ -a -A -g! -i! -I! -l! -n! -r! -t! -u! -x!
alias : w@session 0 : -p+
unalias,unset,enable,suspend,bg,fg,disown : w@session .* :
set : w@session 0 .* :
trap : w@session 0 : -l+ -p+
bind : w@session : -l+ -p+ -P+ -s+ -S+ -v+ -V+ -X+
complete : w@session 0 : -p+
compopt : w@session .* :
compgen : r . : -abcdefgjksuv -A= -o= -P= -S= -X= -W=? -F=? -C=? -G=?
source,. : ? .* :
coproc : ? .* :
test,[ : r .* :
printf : r .* :
cd,pushd,popd : r . : -LPen
read : r .* : -a -e -r -s -d= -i= -n= -N= -p= -t= -u=
mapfile,readarray : r . : -t -d= -n= -O=? -s= -u= -C=? -c=
let,local,getopts : r .* :
seq,gseq : r~ .* : -w -f|--format= -s|--separator= --equal-width
numfmt : r~ .* : --from= --to= --suffix= --padding= --field= --format= --header[=] --round=
  --grouping --delimiter= --invalid= --from-unit= --to-unit= -z -d=
bc : r . : -lqs
getopt : r~ .* : -o= -l= -n= -q -Q -T -u -a -s=
tput : r~ .* : -T= -S
clear : r~ .* : -xV -T=
stty : w@session 0 : -a+ -g+ --all+ --save+
tty : r~ : -s
kill : w@process .* : -l+ --list[=]+ -L+ --table+ -s= -n= --signal= -#
dc : ? .* :
`;
