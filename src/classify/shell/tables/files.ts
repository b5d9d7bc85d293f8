/** Tools that look at files, and tools that make, move and remove them. */
export const FILE_COMMANDS = `
ls,dir,vdir,gls : r~ t* cwd : -# -aAbBcCdDfFgGhHikKlLmnNopqQrRsStuUvxXZ1eOW -I= -w= -T= --all
  --almost-all --author --escape --block-size= --ignore-backups --color[=] --directory --dired
  --classify[=] --file-type --format= --full-time --group-directories-first --no-group
  --human-readable --si --dereference --dereference-command-line
  --dereference-command-line-symlink-to-dir --hide= --hyperlink[=] --indicator-style= --inode
  --ignore= --kibibytes --literal --numeric-uid-gid --hide-control-chars --show-control-chars
  --quote-name --quoting-style= --reverse --recursive --size --sort= --time= --time-style=
  --tabsize= --width= --context --zero
exa,eza,lsd : r~ t* cwd : -1laAhRTFrdtumUgibBHSn -L= -s= -I= --long --all --tree --level= --git
  --icons[=] --header --sort= --reverse --color[=] --group-directories-first --git-ignore
  --only-dirs --oneline --grid --classify --recurse --ignore-glob= --no-permissions --no-user
  --no-time --inode
tree : r t* cwd : -adflxQpugshDFtcUrvqNnCASJXi -L= -P= -I= -H= -T= -o=> --du --si --prune --noreport
  --charset= --filelimit= --gitignore --gitfile=< --dirsfirst --filesfirst --sort[=] --matchdirs
  --ignore-case --inodes --device --timefmt= --metafirst --fromfile --fromtabfile --info
  --infofile=< --nolinks
stat,gstat : r~ r* : -fLt -c|--format= --printf= --dereference --file-system --terse --cached= -x -n
  -q -s -r
file : r r* : -bcdEhiIkLlNnprsSvzZ0 -e|--exclude= -F|--separator= -P|--parameter= -f|--files-from=?
  -m|--magic-file=? -C! --compile! --brief --checking-printout --mime --mime-type --mime-encoding
  --extension --keep-going --dereference --no-dereference --no-pad --raw --special-files
  --uncompress --uncompress-noreport --print0 --list --debug --exclude-quiet= --no-buffer
  --preserve-date
du,gdu : r~ t* cwd : -0aAbcDhHklLmPsSx -d|--max-depth= -B|--block-size= -t|--threshold=
  -X|--exclude-from=< --exclude= --null --all --apparent-size --bytes --total --dereference-args
  --si --human-readable --inodes --count-links --dereference --no-dereference --separate-dirs
  --summarize --one-file-system --time[=] --time-style= --files0-from=< -g -I=
df,gdf : r~ r* : -aBhHiklmPtTx -B= -t|--type= -x|--exclude-type= --all --block-size=
  --human-readable --si --inodes --local --no-sync --output[=] --portability --print-type --sync
  --total
ncdu,dust,duf : r t* cwd : -d= -r -n= -b -h
readlink,greadlink,realpath,grealpath : r~ r* : -efmnqsvzLPE --canonicalize --canonicalize-existing
  --canonicalize-missing --no-newline --quiet --silent --verbose --zero --logical --physical
  --relative-to= --relative-base= --strip --no-symlinks
basename,dirname : r~ .* : -a -z -s= --multiple --suffix= --zero
pathchk : r~ .* : -pP
namei : r~ r* : -xmolvn
getfattr,getfacl,lsattr : r~ t* : -dRaceEnpstahLPVl -n= -m= -e=
find,gfind : r t* :
fd,fdfind : r . t* cwd : -# -HIusigFapl0L1q -t|--type= -e|--extension= -E|--exclude= -d|--max-depth=
  --min-depth= --exact-depth= -c|--color= -j|--threads= -S|--size= --changed-within=
  --changed-before= --newer= --older= -o|--owner= --glob --fixed-strings --regex --hidden
  --no-hidden --no-ignore --no-ignore-vcs --no-ignore-parent --unrestricted --case-sensitive
  --ignore-case --absolute-path --relative-path --list-details --follow --full-path --print0 --and=
  --prune --max-results= --quiet --strip-cwd-prefix[=] --one-file-system --path-separator=
  --search-path= --base-directory=@ --show-errors --no-ignore-file --ignore-file=< --format=
  -x|--exec? -X|--exec-batch?
locate,mlocate,plocate : r .* : -# -bceilnrwA0qS -l= -n= --limit= --regex --regexp= --count
  --existing --ignore-case --basename --null --quiet --statistics
which,whereis,gwhich : r~@system .* : -abmsuvfBMSlg --all --skip-alias --skip-functions --skip-dot
  --skip-tilde --tty-only
cloc,tokei,scc : r t* cwd : --by-file --json --csv --yaml --quiet --md --exclude-dir=
  --include-lang= --exclude-lang= --vcs= --git -f --files --sort= -s= -t= -e= --hidden --wide
  --exclude-ext= --exclude= --no-complexity -i= --skip-uniqueness
touch,mkfifo,mkdir,gmkdir,gtouch : w w* : -acfhmpvZ -d|--date= -m|--mode= -r|--reference=< -t=
  --parents --verbose --no-create --time= --no-dereference
mknod : w w .* : -m=
mktemp : w@tree . : -u+ --dry-run+ -dqtV -p= --tmpdir[=] --suffix= --directory --quiet
rm,unlink,rmdir,shred,trash,grm : w d* : -fiIrRdvpPuzxn -n= -s= --force --recursive --dir --verbose
  --one-file-system --no-preserve-root --preserve-root[=] --interactive[=] --parents
  --ignore-fail-on-non-empty --remove[=] --zero
mv,gmv : w d* : -bfinuvTZh -t=> -S= --force --interactive --no-clobber --update[=] --verbose
  --backup[=] --no-target-directory --strip-trailing-slashes --target-directory=> --suffix=
  --exchange
cp,gcp,ditto : w t* d : -abdfHilLnPpRrsuvxTZcX -t=> -S= --archive --force --interactive --no-clobber
  --recursive --update[=] --verbose --preserve[=] --no-preserve= --parents --backup[=]
  --no-target-directory --target-directory=> --symbolic-link --link --dereference --no-dereference
  --reflink[=] --sparse= --attributes-only --remove-destination --one-file-system
ln,gln,link : w t* d : -bdfFinPrsvTLh -t=> -S= --symbolic --force --relative --no-dereference
  --verbose
install : w t* d : -bcCdDpsvT -m= -o= -g= -t=> -S=
chmod,chown,chgrp,setfattr,setfacl,chattr,chflags,xattr,touchfile : w .  d* : -cfvRhHLP --recursive
  --verbose --changes --silent --quiet --reference=< --from= --preserve-root --no-preserve-root
truncate : w w* : -co -r=< -s= --size= --no-create --io-blocks --reference=<
split,csplit : w@tree . .* : -a= -b= -C= -n= -l= -e -x -d -u -t= -f= -k -s -z --verbose --filter=?
  --lines= --bytes= --number= --numeric-suffixes[=] --additional-suffix= --prefix= --digits= --quiet
rename,prename,mmv,zmv : ? .* :
tee,gtee : r w* : -aip --append --ignore-interrupts --output-error[=]
sponge : w w : -a
dd : r .* :
sync : r~ r* : -df --data --file-system
rsync : w t* d : -n+ --dry-run+ -avzhPrltpgoDHAXSWuxciqCJRO0bfEmdkKLsy -e|--rsh=? --rsync-path=?
  --archive --verbose --compress --human-readable --progress --partial --recursive --links --perms
  --times --group --owner --delete --delete-after --delete-before --delete-during --delete-excluded
  --exclude= --include= --exclude-from=< --include-from=< --files-from=< --filter= -f= --stats
  --itemize-changes --checksum --size-only --update --ignore-existing --existing --list-only+
  --info= --numeric-ids --relative --backup --bwlimit= --timeout= --max-size= --min-size= --quiet
  --one-file-system --inplace --out-format=
scp,sftp : w .* :
tar,gtar,bsdtar : w@tree .* : -t+ --list+ -d+ --diff+ --compare+ -x --extract --get -O -c --create
  -r --append -u --update -A --delete! -f|--file= -C|--directory= -v|--verbose -z|--gzip -j|--bzip2
  -J|--xz --zstd --lzma --lzip -Z -a|--auto-compress
  -I|--use-compress-program=?gzip|bzip2|xz|zstd|lz4|pigz|unzstd -p -P -k -m -o -S -W -l -h -n -i -w
  -B -s -G --to-stdout --exclude= -X|--exclude-from=< --strip-components= --wildcards --no-wildcards
  --anchored --no-anchored --wildcards-match-slash --totals --numeric-owner --utc --full-time
  --one-file-system --quoting-style= --force-local --ignore-case --show-transformed-names
  --transform=? --xform=? -R --block-number --occurrence[=] -K= --warning= --no-same-owner --sort=
  --mtime= --owner= --group= --dereference --ignore-zeros --to-command=? -F=? --info-script=?
  --new-volume-script=? --rsh-command=? --rmt-command=? --checkpoint[=]
  --checkpoint-action=?dot|echo|ttyout|bell --index-file=> -T=? --files-from=? -g=!
  --listed-incremental=! --remove-files! --volno-file=!
zip : w@tree .* : -sf+ -r -q -9
unzip : w@tree .* : -l+ -v+ -t+ -p+ -c+ -Z+ -qojCLnoUWPaOI -x -d= -P=
zipinfo,lsar : r .* : -12smlvhtTzMC
gzip,gunzip,bzip2,bunzip2,xz,unxz,zstd,unzstd,lzma,brotli,pigz,compress,uncompress : w d* : -c+
  --stdout+ --to-stdout+ -l+ --list+ -t+ --test+ -# -dfkqvnNrzT -T= -S= --decompress --force --keep
  --quiet --verbose --fast --best --no-name --name --recursive --rm! -o=> --output-dir-flat=!
  --output-dir-mirror=! --ultra -D=<
7z,7za,7zz : w@tree .* :
7z l,t,i : r .* : -slt -ba
7za l,t,i : r .* : -slt -ba
unrar,rar,cpio,pax,ar,ranlib : w@tree .* :
patch : w@tree .* : --dry-run+ -p= -R -i=< -s -N -u -c -l -f -b --verbose --forward --reverse
  --strip= --input=<
ed,ex,vim,vi,nvim,nano,emacs,code,subl : ? .* :
umount,swapoff,mkfs,fsck,parted,losetup,cryptsetup : w@system .* :
findmnt,lsblk,blkid : r@system .* : -afJlnrDbdeiklmpPtSTOAsuvM -o= -t= -T= --json --fs --list
  --noheadings --output= --tree --real --bytes
lz4,unlz4 : w@tree r : -c+ --stdout+ -t+ --test+ --list+ -dkfqvz -# --rm!
`;
