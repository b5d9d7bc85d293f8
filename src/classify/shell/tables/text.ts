/** Tools that read text and print text. */
export const TEXT_COMMANDS = `
cat,gcat : r~ r* : -AbeEnstTuvl --show-all --number-nonblank --show-ends --number --squeeze-blank
  --show-tabs --show-nonprinting
tac : r~ r* : -br -s|--separator= --before --regex
nl : r~ r* : -p|--no-renumber -b|--body-numbering= -d|--section-delimiter= -f|--footer-numbering=
  -h|--header-numbering= -i|--line-increment= -l|--join-blank-lines= -n|--number-format=
  -s|--number-separator= -v|--starting-line-number= -w|--number-width=
head,ghead : r~ r* : -# -c|--bytes= -n|--lines= -q|--quiet|--silent -v|--verbose
  -z|--zero-terminated
tail,gtail : r~ r* : -# -c|--bytes= -n|--lines= -f -F -r --follow[=] --retry --pid=
  -s|--sleep-interval= --max-unchanged-stats= -q|--quiet|--silent -v|--verbose -z|--zero-terminated
wc,gwc : r~ r* : -cmlLw --bytes --chars --lines --max-line-length --words --files0-from=< --total=
cut : r~ r* : -b|--bytes= -c|--characters= -d|--delimiter= -f|--fields= -n -s|--only-delimited
  -z|--zero-terminated --complement --output-delimiter= -w
paste : r~ r* : -d|--delimiters= -s|--serial -z|--zero-terminated
join : r~ r* : -a= -e= -i|--ignore-case -j= -o= -t= -v= -1= -2= --check-order --nocheck-order
  --header -z|--zero-terminated
comm : r~ r* : -123 -i --check-order --nocheck-order --output-delimiter= --total
  -z|--zero-terminated
tr,gtr : r~ .* : -cCdstu --complement --delete --squeeze-repeats --truncate-set1
expand,unexpand : r~ r* : -a -i -t|--tabs= --all --initial --first-only
fold : r~ r* : -bs -w|--width= --bytes --spaces -#
fmt : r~ r* : -cstu -w|--width= -g|--goal= -p|--prefix= --crown-margin --tagged-paragraph
  --split-only --uniform-spacing -#
pr : r~ r* : -acdfFJmrtT -D|--date-format= -h|--header= -l|--length= -w|--width= -W|--page-width=
  -o=
column : r~ r* : -t|--table -x -n= -e -c|--columns|--output-width= -s|--separator=
  -o|--output-separator= -N|--table-columns= -l|--table-columns-limit= -R|--table-right=
  -T|--table-truncate= -E|--table-noextreme= -H|--table-hide= -O|--table-order= -J|--json
  -L|--keep-empty-lines
colrm : r .* :
rev : r~ r* : -0|--zero
uniq,guniq : r r w : -cdDiu --count --repeated --all-repeated[=] --group[=] --ignore-case --unique
  -f|--skip-fields= -s|--skip-chars= -w|--check-chars= -z|--zero-terminated
sort,gsort : r r* : -bdfghiMnrRVcCmsuz --ignore-leading-blanks --dictionary-order --ignore-case
  --general-numeric-sort --ignore-nonprinting --month-sort --human-numeric-sort --numeric-sort
  --random-sort --random-source=< --reverse --sort= --version-sort --batch-size= --check[=]
  --compress-program=?gzip|bzip2|xz|zstd|lz4 --debug --files0-from=< -k|--key= --merge -o|--output=>
  --stable -S|--buffer-size= -t|--field-separator= -T|--temporary-directory= --parallel= --unique
  --zero-terminated
shuf : r r* : -e|--echo -i|--input-range= -n|--head-count= -o|--output=> --random-source=<
  -r|--repeat -z|--zero-terminated
tsort : r~ r* :
ptx : ? .* :
grep,egrep,fgrep,ggrep : r~ . t* : -EFGPiyvwxcLlqsobHhnTzZaIrRUu -# --extended-regexp
  --fixed-strings --basic-regexp --perl-regexp -e|--regexp= -f|--file=< --ignore-case
  --no-ignore-case --invert-match --word-regexp --line-regexp --count --color[=] --colour[=]
  --files-without-match --files-with-matches -m|--max-count= --only-matching --quiet --silent
  --no-messages --byte-offset --with-filename --no-filename --label= --line-number --initial-tab
  --null --null-data -A|--after-context= -B|--before-context= -C|--context= --group-separator=
  --no-group-separator --text --binary-files= -D|--devices= -d|--directories= --exclude=
  --exclude-from=< --exclude-dir= --include= --recursive --dereference-recursive --line-buffered
  --binary
zgrep,zegrep,zfgrep,bzgrep,xzgrep : r~ . r* : -EFGPivwxcLlqsobHhnazZ -e= -f=< -m= -A= -B= -C=
  --color[=] --ignore-case --invert-match --count --line-number --with-filename --no-filename
zcat,gzcat,bzcat,xzcat,lzcat : r~ r* : -fkqvlt --force
zstdcat,lz4cat : r r* : -fkqvlt --force
zless,zmore : r r* :
zdiff,zcmp : r r* :
rg : r . t* cwd : -# -e|--regexp= -f|--file=< -A|--after-context= -B|--before-context= -C|--context=
  -g|--glob= --iglob= -t|--type= -T|--type-not= --type-add= --type-clear= --type-list
  -d|--max-depth= -m|--max-count= -M|--max-columns= -j|--threads= -E|--encoding= -r|--replace=
  --color= --colors= --sort= --sortr= --engine= --max-filesize= --ignore-file=< --path-separator=
  --context-separator= --field-context-separator= --field-match-separator= --dfa-size-limit=
  --regex-size-limit= --hyperlink-format= --stop-on-nonmatch --generate= --no-context-separator
  -abciFHhIlLNnoPpqSsUuvwxz0.VK --text --byte-offset --count --count-matches --ignore-case
  --fixed-strings --with-filename --no-filename --files-with-matches --files-without-match
  --no-line-number --line-number --only-matching --pcre2 --pretty --quiet --smart-case
  --case-sensitive --multiline --multiline-dotall --unrestricted --invert-match --word-regexp
  --line-regexp --search-zip --null --null-data --hidden --no-hidden --follow --no-follow --heading
  --no-heading --json --stats --vimgrep --trim --column --no-column --files --debug --trace --crlf
  --binary --no-binary --block-buffered --line-buffered --glob-case-insensitive --include-zero
  --max-columns-preview --mmap --no-mmap --no-config --no-ignore --no-ignore-dot --no-ignore-vcs
  --no-ignore-exclude --no-ignore-files --no-ignore-global --no-ignore-parent --no-messages
  --no-ignore-messages --no-require-git --one-file-system --passthru --auto-hybrid-regex
  --no-unicode --pcre2-version --type-list --no-search-zip --no-json --no-pre --pre=? --pre-glob=
  --hostname-bin=?
ag : r . t* : -ciLlnoQqrsSuvwz0aDf -# -A= -B= -C= -G= -m= --nocolor --color --hidden --ignore=
  --depth= --pager=? --vimgrep --nogroup --group --column --count --literal --js --ts --py --go
  --rust --java
ack : ? .* :
diff,gdiff : r t* : -# -qsiEZbwBaTNrtdlyecnup -U|--unified= -C= -c --context[=] --unified[=] -I=
  --brief --report-identical-files --ignore-case --ignore-all-space --ignore-space-change
  --ignore-blank-lines --ignore-trailing-space --ignore-tab-expansion --strip-trailing-cr --text
  --recursive --new-file --minimal --side-by-side --suppress-common-lines --left-column -W= --width=
  --color[=] --normal --ed --rcs --label= -F= -x= --exclude= --exclude-from=< -X=< -S=
  --speed-large-files --no-dereference --from-file=< --to-file=< --show-c-function --palette=
  --ignore-matching-lines= --initial-tab --expand-tabs --horizon-lines= --unidirectional-new-file
diff3 : r r* : -AeEimTx3X -L= --show-all --merge --text
sdiff : r r* : -o=> --output=> -iEZbWBadstl -w= --diff-program=?
colordiff : r r* : -uyqrwbB
cmp : r r r . . : -bls -i|--ignore-initial= -n|--bytes= --print-bytes --verbose --quiet --silent
od : r~ r* : -abcdfhilosxv -A|--address-radix= -j|--skip-bytes= -N|--read-bytes= -t|--format= -w
  --width[=] -S= --endian= --strings[=] --output-duplicates --traditional
xxd : r r w single : -a -A -b -C -e -i -u -v -p -ps -plain -E -r -c= -g= -l= -n= -o= -s= -R=
hexdump,hd : r~ r* : -bcCdovxX -e= -f=< -n= -s= -L --canonical --length= --skip=
strings : r~ r* : -afdwos -# -n= -t= -e= -T= -U= --all --bytes= --radix= --encoding=
  --print-file-name
base64,base32,basenc : r r : -d|--decode -D -i=< --ignore-garbage -w|--wrap= -b= --base64
  --base64url --base32 --base32hex --base16 --base2lsbf --base2msbf --z85 -o=>
md5sum,sha1sum,sha224sum,sha256sum,sha384sum,sha512sum,b2sum,cksum,sum,shasum : r~ r* : -btczwsrp
  --binary --text --check --tag --zero --ignore-missing --quiet --status --strict --warn -l=
  -a|--algorithm= --length= --untagged --raw --base64 --debug
md5,crc32 : r~ r* : -qr -s=
iconv : r r* : -f|--from-code= -t|--to-code= -l|--list -c -s|--silent --verbose -o|--output=>
dos2unix,unix2dos : w w* : -n -o -i+ --info[=]+
jq,gojq : r~ . r* : -nrRsSaeCMjchV0 --null-input --raw-input --slurp --compact-output --raw-output
  --raw-output0 --join-output --ascii-output --sort-keys --color-output --monochrome-output --tab
  --indent= --unbuffered --stream --stream-errors --seq -f --from-file= -L= --exit-status --arg=
  --argjson= --slurpfile= --rawfile= --args --jsonargs --yaml-input --yaml-output
yq : r . r* : -# -rPnejCMN -o= --null-input --output-format= --input-format= -p= --prettyPrint
  --indent= -I= --exit-status --no-doc --colors --no-colors --unwrapScalar[=] -i! --inplace! -s=!
  --split-exp=! --raw-output -y --yaml-output --compact-output -c
xmllint : r r* : --format --noout --xpath= --nonet --recover --html --xmlout --noent --noblanks
  --nocdata --nowarning --pretty= --c14n --encode= --schema=< --relaxng=< --dtdvalid=< --valid
  --huge --oldxml10 --debug --version --shell? -o=>- --output=>-
xsltproc : ? .* :
csvcut,csvlook,csvstat,csvgrep,csvsort,csvjson : r r* : -c= -d= -n -r= -m= -H -i= -t -v -e=
  --columns= --names --max-rows= --max-columns=
gron : r r* : -umsjv
sed,gsed : r . r* : -n|--quiet|--silent -e|--expression= -f|--file= -E -r --regexp-extended -i[=]
  --in-place[=] -l|--line-length= -s --separate -u --unbuffered -z --null-data --follow-symlinks
  --posix --debug --sandbox -b --binary
awk,gawk,mawk,nawk : r . r* : -F|--field-separator= -v|--assign= -f|--file= -e|--source= -b -c -n -N
  -O -P -r -s -S -t --characters-as-bytes --traditional --csv -k --non-decimal-data --posix
  --re-interval --sandbox --optimize --no-optimize --use-lc-numeric --lint[=] -V
bat,batcat : r r* : -AnpPuSf -l= --plain --number --style= --color= --decorations= --paging=
  --theme= --language= --line-range= -r= -H= --highlight-line= --wrap= --tabs= --list-themes
  --list-languages --show-all --no-pager --pager=?cat|never|less --diff
less : r r* : -# -NSRXFEeiIMmnqQrsSuUwWcCdfgGJ --quit-if-one-screen --RAW-CONTROL-CHARS
  --LINE-NUMBERS --chop-long-lines --no-init -p= -P= -x= -o=? -O=? -k=? -t=? -T=?
more,most : r r* : -# -dflcpsu
pandoc : ? .* :
`;
