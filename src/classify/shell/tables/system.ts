/** Tools that show or change the machine: processes, network, services, packages of the system. */
export const SYSTEM_COMMANDS = `
ps : r~@process .* : -AaceEfFgHhjklLmMNopPrsStTuUvVwxXyZO -C= -o= -O= -p= -u= -U= -g= -G= -s= -t=
  --sort= --pid= --ppid= --user= --format= --forest --headers --no-headers --no-heading --cols=
  --columns= --width= --deselect --info
pstree,pgrep,pidof,pwdx : r~@process .* : -acdfghilLnopqrsStTuUvVwxzAFGPC -d= -u= -U= -g= -G= -P=
  -t= -s= -F= --full --list-name --list-full --exact --newest --oldest --count --ignore-case
  --parent= --euid= --uid= --inverse
# On a terminal they can end and renice processes; -b and -l only print.
top,htop : ?@process : -b+ -n= -d= -p= -u= -o= -c -H -i -s -l=+ -1 -E= -e= -w
uname : r~ : -asnrvmpio --all --kernel-name --nodename --kernel-release --kernel-version --machine
  --processor --hardware-platform --operating-system
hostname : w@system 0 : -a+ -A+ -d+ -f+ -i+ -I+ -s+ -y+ --alias+ --all-fqdns+ --domain+ --fqdn+
  --long+ --ip-address+ --all-ip-addresses+ --short+ --yp+ --nis+ -V+ -F=! -b! --file=! --boot!
domainname,dnsdomainname,nisdomainname,ypdomainname : w@system 0 :
hostnamectl : w@system 0 .* : --static --pretty --transient
hostnamectl status : r : --static --pretty
timedatectl : w@system 0 .* :
timedatectl status,show,list-timezones,timesync-status : r : --all --value -p= --property=
localectl status,list-locales,list-keymaps : r :
date,gdate : r . : -u|--utc|--universal -R|--rfc-email -d|--date= -I[=] --iso-8601[=] --rfc-3339=
  -r|--reference=< -f|--file=< -s=! --set=! --debug --resolution
hwclock : w@system 0 : -r+ --show+ -v --utc
cal,ncal : r~ .* : -13ymjhMSwbBpeoN -A= -B= -d= -H= -m=
locale : r~ .* : -amck --all-locales --charmaps --category-name --keyword-name
ss : r@process .* : -nraliomepsH46tudwxfEbzOT0 -f= -A= -N= --numeric --listening --all --processes
  --tcp --udp --unix --summary --extended --memory --info --options --family= --query= --no-header
  --ipv4 --ipv6 --kill! -K! -F=? --filter=? -D=?
netstat : r~@process .* : -aAbcCdeFgiIlLmMnNopPrRsStTuUvVwWxXz46 -f= -p= -I= --all --listening
  --numeric --tcp --udp --program --route --interfaces
ip : w@system .* : -# -4 -6 -0 -j -json -p -pretty -s -stats -statistics -d -details -o -oneline -br
  -brief -c -color -r -h -human -f= -family=
ifconfig,iwconfig : w@system 0 . : -a+ -s+ -l+ -m+ -v+
route : w@system 0 : -n+ -e+ -ee+ -v+
arp : w@system 0 . : -a+ -n+ -e+ -v
ethtool,tc,nft,ipset,brctl,bridge : w@system .* :
iptables,ip6tables : w@system .* : -L[=]+ -S[=]+ --list+ --list-rules+ -n -v -x -t= --line-numbers
  --numeric --verbose --table=
ping,ping6 : r . : -46aAbBdDfLnOqrRUvV -c= -i= -I= -l= -m= -M= -p= -Q= -s= -S= -t= -T= -w= -W=
traceroute,tracepath,mtr : r .* : -46nIrbwTFUdAe -c= -m= -q= -w= -p= -f= -i= --report --json
  --no-dns
dig,host,nslookup,whois,delv : r .* : -46aCdilrRsTvVwx -t= -c= -q= -b= -p= -k= -x= -y= -f=< -W= -N=
  -m= -h= -query= -type= -timeout= -port= -debug
nmap,tcpdump,tshark,nc,ncat,netcat,telnet,socat,ftp : ? .* :
journalctl : r .* : -aefkmNqrxD -n= -u|--unit= -b[=] -o|--output= -p|--priority= -S|--since=
  -U|--until= -t|--identifier= -g|--grep= -F|--field= --lines[=] --all --full --no-full --follow
  --reverse --pager-end --catalog --quiet --no-pager --no-tail --no-hostname --utc --boot[=]
  --list-boots --dmesg --user --system --user-unit= --disk-usage --fields --header --output-fields=
  --facility= --case-sensitive[=] --merge --directory=< --file=< --cursor= --after-cursor=
  --show-cursor --cursor-file=> --vacuum-size=! --vacuum-time=! --vacuum-files=! --rotate! --flush!
  --sync! --setup-keys! --update-catalog! --relinquish-var! --smart-relinquish-var! --verify
  --invocation[=] --list-invocations --truncate-newline --root=< --machine= -M=
  --exclude-identifier= -T=
dmesg : r : -deEHkLpPrStTuxwW -c! -C! -D! -E! -n=! --clear! --read-clear! --console-off!
  --console-on! --console-level=! -f= -l= -s= -F=< --ctime --color[=] --decode --facility= --file=<
  --human --kernel --level= --follow --follow-new --nopager --raw --reltime --time-format= --since=
  --until= --userspace --show-delta --notime --json
systemctl : w@system 0 .* : %systemctl
%systemctl : -a|--all -l|--full -q|--quiet -t|--type= -p|--property= -P= -n|--lines= -o|--output=
  -r|--recursive --user --system --no-pager --no-legend --plain --state= --failed --value --reverse
  --after --before --no-block --now --global --show-types --dry-run -H=? --host=? -M= --machine=
  --root=< -f --force
systemctl status,show,cat,list-units,list-unit-files,list-timers : r@system .* : %systemctl
systemctl list-sockets,list-dependencies,list-jobs,list-machines : r@system .* : %systemctl
systemctl list-automounts,list-paths,is-active,is-enabled,is-failed : r@system .* : %systemctl
systemctl is-system-running,get-default,show-environment,help,whoami : r@system .* : %systemctl
service,rc-service : w@system . . : --status-all+
launchctl,initctl,chkconfig,update-rc.d,sv,supervisorctl : w@system .* :
launchctl list,print,print-disabled,version : r@system .* :
supervisorctl status,version,avail,pid : r@system .* :
pm2 : w@process .* :
pm2 list,ls,status,jlist,prettylist,show,describe,env,report,id,pid : r@process .* :
sudo,doas,su,runuser,pkexec,chroot,unshare,nsenter,systemd-run : ? .* :
mosh,script,watch,parallel,expect,screen,strace,ltrace,gdb : ? .* :
lldb,entr,flock,at,batch : ? .* :
tmux : w@process .* : -L= -S= -f=? -2uCv
tmux ls,list-sessions,lsw,list-windows,lsp,list-panes,lsc,list-clients : r . : -aAgsvwqHpTN
  -t=?&tmux-word -F=?&tmux-format -b=?&tmux-word
tmux list-keys,lsk,list-commands,lscm,list-buffers,lsb,has-session : r . : -aAgsvwqHpTN
  -t=?&tmux-word -F=?&tmux-format -b=?&tmux-word
tmux has,info,show-options,show,show-window-options,showw,show-environment : r . : -aAgsvwqHpTN
  -t=?&tmux-word -F=?&tmux-format -b=?&tmux-word
tmux showenv,show-buffer,showb,show-hooks,show-messages,showmsgs : r . : -aAgsvwqHpTN -t=?&tmux-word
  -F=?&tmux-format -b=?&tmux-word
tmux capture-pane,capturep : w@process : -p+ -aeqCJNPT -S=?&tmux-word -E=?&tmux-word -t=?&tmux-word
  -b=!
crontab : w@system .* : -l+ -u=
atq : r@system : -q= -V
atrm : w@system .* :
reboot,shutdown,halt,poweroff,init,telinit,passwd,useradd,userdel : w@system .* :
usermod,groupadd,groupdel,adduser,deluser,chsh,chfn,chpasswd,visudo : w@system .* :
modprobe,insmod,rmmod,depmod,wall,write,mesg,logger,renice,insserv : w@system .* :
update-alternatives,ldconfig,setenforce,auditctl,firewall-cmd : w@system .* :
ufw,setcap,chage,gpasswd,newgrp,updatedb : w@system .* :
modinfo : r .* : -adlpn0 -F= -k=
pkill,killall,skill,fuser : w@process .* :
apt,apt-get,aptitude,dpkg-reconfigure,add-apt-repository,apt-mark,apt-key,snap,flatpak : w@system .*
  : -q -y -qq --yes --quiet
apt list,show,search,policy,depends,rdepends,showsrc,madison,changelog : r@system .* : -aq
  --installed --upgradable --all-versions --manual-installed --names-only --full
apt-get check,indextargets,changelog : r@system .* : -q
apt-mark showmanual,showauto,showhold,showinstall : r@system .* :
apt-cache : ?@system .* : -a -c=? -f -g -h -i -n -o=? -p=? -q -s=? --names-only --installed --full
  --all-names --recurse --no-all-versions
aptitude search,show,versions,why,why-not : r@system .* : -F= -w= --disable-columns
snap list,find,info,version,services,connections,interfaces,changes : r@system .* : --all --color=
flatpak list,info,search,remotes,ps,history : r@system .* : --app --runtime --columns= -a -d --user
  --system
dpkg : w@system .* : -l+ --list+ -L+ --listfiles+ -s+ --status+ -S+ --search+ -p+ --print-avail+ -c+
  --contents+ -I+ --info+ -f+ --field+ -W+ --show+ --get-selections+ --print-architecture+
  --print-foreign-architectures+ --compare-versions+ -C+ --audit+ -V+ --verify+ --no-pager -i!
  --install! -r! --remove! -P! --purge! --configure! --unpack! -a! --set-selections!
  --add-architecture! --clear-selections!
dpkg-query : r@system .* : -l -L -s -S -p -W -c -f= --list --listfiles --status --search --show
  --showformat= --print-avail --no-pager
dpkg-deb : w .* : -I+ -c+ -f+ -W+ --info+ --contents+ --field+ --show+
rpm : w@system .* : -q+ --query+ -V+ --verify+ -K+ --checksig+ --eval=? --showrc+ -aicdflpsvRgtW
  --all --info --list --files --requires --provides --changelog --qf= --queryformat= --scripts
  --whatprovides --whatrequires --last --package --docfiles --configfiles --nodeps --file
  --conflicts --obsoletes --triggers --recommends --suggests
yum,dnf,zypper,microdnf : w@system .* : -q -y -C --quiet
yum list,info,search,repolist,provides,deplist,check-update,grouplist,repoquery : r@system .* : -q
  -v --installed --available --all
dnf list,info,search,repolist,provides,repoquery,check-update,deplist,updateinfo : r@system .* : -q
  -v --installed --available --all --deps --requires
zypper search,se,info,if,packages,repos,lr,list-updates,lu,patterns,products,what-provides :
  r@system .* : -sidvut
pacman : w@system .* : -Q+ --query+ -T+ -ikeldmnoqtuscgph
apk : w@system .* : -q -v
apk info,search,list,version,policy,stats,audit,dot : r@system .* : -adeLIqvrwPRWs
brew : w@system .* : -qvd --prefix+ --cellar+ --repository+ --cache+ --env+
brew list,ls,info,search,outdated,deps,uses,config,doctor,leaves : r@system .* : -1vqdlrnsa
  --formula --cask --versions --json[=] --tree --installed --full-name --greedy --include-build
brew desc,cat,log,options,tap-info,missing,commands,formulae : r@system .* : -1vqdlrnsa --formula
  --cask --versions --json[=] --tree --installed --full-name --greedy --include-build
brew casks : r@system .* : -1vqdlrnsa --formula --cask --versions --json[=] --tree --installed
  --full-name --greedy --include-build
nix-env,nix,guix,port,mise,asdf,nvm,rbenv,pyenv,sdk,volta,fnm : ? .* :
asdf list,current,where,which,info : r .* :
pyenv versions,version,which,root,prefix,whence : r .* : --bare
rbenv versions,version,which,root,prefix : r .* : --bare
nvm ls,list,current,ls-remote,version,which : r .* : --lts --no-colors
man : r .* : -akfwWdDlKI -s|-S|--sections= -M= -m= -L= -e= -P=?cat|less|more --pager=?cat|less|more
  --all --whatis --apropos --where --path --no-hyphenation
apropos,whatis : r~ .* : -adehlrwv -s=
info : r .* : -o=> --output=> -w -a -k= -f=< --where --all --apropos= --subnodes --vi-keys -n=
tldr,cheat : r .* :
uuidgen,mcookie : r~ .* : -rtn --random --time
ntpq : r .* : -pn
xdg-open,open,start : ? .* :
wl-paste,xclip,xsel,pbcopy,wl-copy : ? .* :
xdpyinfo,xrandr,xset,xprop,xwininfo,fc-list,fc-match : ? .* :
vmstat,free,slabtop : r~ .* : -aAbcDdfghkmnopstVwSl --human --total --lohi --wide --giga --mega
  --kilo --bytes --seconds= --count= --si --committed
iostat,mpstat : r~ .* : -cdhkmNpPstxyzVuAIjnTHo
pidstat : r~ .* : -dhHIlrRsStuUvVwTCpG
sar : r .* : -ABbdFHhmnPpqrRSsuvWwyzfe
uptime,w,who,whoami,users,logname,groups,id,arch,nproc,hostid,last,lastb,finger : r~@system .* :
  -aAbdFfGghHilmnNopqrRsTtuwxzZ --all --ignore= --pretty --since= --until= -# --full --time-format=
  --user --group --name --real --groups --boot --heading --count --short --no-header --from
  --ip-addr
lastlog : r : -b= -t= -u=
loginctl : w@system 0 .* : --no-pager --no-legend
loginctl list-sessions,list-users,list-seats,show-session,show-user : r .* : --no-pager --no-legend
  -p= -a --all --property= --value
loginctl show-seat,session-status,user-status,seat-status : r .* : --no-pager --no-legend -p= -a
  --all --property= --value
getconf,printenv,getent : r~@system .* : -a -v= -s= -0 --null --service= -i
nm,objdump,readelf,size,otool,addr2line,c++filt : r r* : -aAbBCDdefFgGhHiIlLnopPrRsStTuUvVwWxXzZ -j=
  --headers --all --demangle --dynamic --defined-only --undefined-only --extern-only
  --private-headers --file-headers --section-headers --syms --symbols --disassemble --wide
  --sections --segments --relocs --notes --version-info --hex-dump= --string-dump= --full-contents
ldd : ? .* :
lscpu,lsmem,lsusb,lsmod,lslocks,lslogins,lsns,lsipc,lsb_release,sw_vers : r~ .* :
  -aAbBcdefghilJnNoOpPrsStTuvVwxyz --all --json --tree --extended[=] --parse[=] --output= --bytes
  --short --description --release --codename --id -productVersion -buildVersion -productName
lspci : r~ .* : -vnkxbDtmPqQkM -s= -d= -i=< -p=< -F=< -A= -H=
lshw : r .* single : -class= -C= -short -businfo -sanitize -numeric -json -html -xml -quiet
  -disable= -enable=
lsof : r@process .* : -abChKlnNOPQRtUVvwX -# -c= -d= -f -F[=] -g[=] -i[=] -L[=] -o[=] -p= -r[=]
  -s[=] -S[=] -T[=] -u= -x
system_profiler : r .* single : -xml -json -listDataTypes -detailLevel= -timeout=
dmidecode : r .* : -qsu -s= -t= -H= --string= --type= --quiet --no-sysfs
mount : w@system 0 : -l+ --show-labels+
swapon : w@system 0 .* : --show[=]+ -s+ --summary+ --noheadings --raw --bytes
fdisk,sfdisk : w@system .* : -l+ --list+ -o= -u -x
getcap,getenforce,sestatus,lastcomm : r .* : -rvb
chronyc,rfkill,vcgencmd,rocm-smi,inxi,reset : w@system .* :
lpstat,lpq,acpi : r .* : -aAcdehlopqrstuvV
sensors : r .* : -AfuhjvV
upower : r : -e -d -i= -v --enumerate --dump --show-info=
nvidia-smi : r : -L -q --query --query-gpu= --query-compute-apps= --format= --list-gpus -i= --id= -x
localectl,swaplabel : w@system 0 .* :
sysctl : w@system 0 : -a+ -A+ -n -e -q --all+ -N+
yum,dnf history : w@system 0 .* :
yum,dnf history list,info : r .* :
ssh : ? .* : -V+
defaults,diskutil,scutil,plutil,pmset,networksetup,spctl,csrutil : w@system .* :
defaults read,read-type,find,domains,help : r .* :
diskutil list,info : r .* : -plist
mdfind,mdls : r~ .* : -name= -onlyin= -count -0 -literal
csrutil status : r :
pbpaste : r : -pboard= -Prefer=
`;
