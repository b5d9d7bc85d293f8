/** Clients of the web and of databases. Their handlers are in ../web-clients.ts and beside it. */
export const WEB_COMMANDS = `
%curl : -# -0 -1 -2 -3 -4 -6 -a -B -f -g -i -I -j -k -l -L -n -N -p -q -s -S -v -G -R
  -A|--user-agent= -b|--cookie= -c|--cookie-jar=>- -C|--continue-at= -D|--dump-header=>-
  -e|--referer= -E|--cert= -h -H|--header= -m|--max-time= -M -o|--output=>- -O! -J! -P=! -r|--range=
  -t=? -u|--user= -U|--proxy-user= -w|--write-out= -x|--proxy= -X|--request= -y= -Y= -z|--time-cond=
  -K=? --config=? -d|--data= --data-raw= --data-binary= --data-urlencode= --data-ascii= -F=!
  --form=! --form-string=! -T=! --upload-file=! --json=! -Q=! --quote=! --remote-name!
  --remote-name-all! --remote-header-name! --output-dir=! --create-dirs --no-clobber --trace=>-
  --trace-ascii=>- --trace-time --trace-ids --stderr=>- --libcurl=>- --hsts=> --alt-svc=>
  --etag-save=>- --etag-compare=< --anyauth --basic --digest --ntlm --negotiate --cacert=<
  --capath=< --cert-type= --ciphers= --compressed --connect-timeout= --connect-to= --crlf
  --crlfile=< --delegation= --disable --dns-servers= --doh-url= --fail --fail-early --fail-with-body
  --false-start --get --globoff --happy-eyeballs-timeout-ms= --head --help[=] --http0.9 --http1.0
  --http1.1 --http2 --http2-prior-knowledge --http3 --http3-only --ignore-content-length --include
  --insecure --interface= --ipv4 --ipv6 --junk-session-cookies --keepalive-time= --key= --key-type=
  --limit-rate= --list-only --local-port= --location --location-trusted --manual --max-filesize=
  --max-redirs= --netrc --netrc-file=< --netrc-optional --no-alpn --no-buffer --no-keepalive
  --no-npn --no-progress-meter --no-sessionid --noproxy= --oauth2-bearer= --parallel --parallel-max=
  --pass= --path-as-is --post301 --post302 --post303 --progress-bar --proto= --proto-default=
  --proto-redir= --proxy-insecure --range-file= --raw --request-target= --resolve= --retry=
  --retry-all-errors --retry-connrefused --retry-delay= --retry-max-time= --sasl-ir --show-error
  --silent --socks4= --socks4a= --socks5= --socks5-hostname= --speed-limit= --speed-time= --ssl
  --ssl-reqd --styled-output --tcp-fastopen --tcp-nodelay --tls-max= --tlsv1 --tlsv1.0 --tlsv1.1
  --tlsv1.2 --tlsv1.3 --tr-encoding --unix-socket= --url= --url-query= --user-agent= --verbose
  --version --write-out= --xattr! --next? --no-verbose --no-location --show-headers --aws-sigv4=
  --abstract-unix-socket= -V
curl : r@web .* : %curl
wget : w@tree .* : -q -nv -v -S -nc -c -N -4 -6 -nd -nH -np -x -O|--output-document=>- -T|--timeout=
  -t|--tries= -U|--user-agent= -w= --wait= --waitretry= --header= --user= --password= --http-user=
  --http-password= --no-check-certificate --quiet --no-verbose --verbose --server-response --spider
  --max-redirect= --referer= --content-on-error --no-cache --no-cookies --load-cookies=< --no-hsts
  --no-proxy --inet4-only --inet6-only --show-progress --dns-timeout= --connect-timeout=
  --read-timeout= --limit-rate= --retry-connrefused --no-dns-cache --compression= --save-headers
  --ca-certificate=< --certificate= --progress= --no-config -d --debug --secure-protocol=
  --https-only --tries= --prefer-family=
http,https,xh,xhs : r@web .* : -j --json -v --verbose -h --headers -b --body -m --meta -p= --print=
  -s= --style= --pretty= -a= --auth= -A= --auth-type= -F --follow --max-redirects= --timeout=
  --check-status --ignore-stdin -I -S --stream --verify= --proxy= --all -q --quiet --offline
  --default-scheme= --format-options= -d! --download! -o=> --output=> -c! --continue! -f! --form!
  --multipart! --raw=! --session=! --session-read-only= --unsorted --sorted -x --compress --ssl=
  --ciphers= --cert= --cert-key= --path-as-is --max-headers= --response-charset= --response-mime=
  --debug --traceback
lynx,w3m,links,elinks,aria2c,axel,youtube-dl,yt-dlp,rclone,s3cmd : ? .* : -version+
ab,wrk,hey,siege,grpcurl,websocat,mosquitto_pub : ? .* : -version+
psql : r . . : -a -A -b -e -E -H -l -n -q -s -S -t -w -W -x -X -z -0 -1 -c|--command= -d|--dbname=
  -F|--field-separator= -h|--host= -p|--port= -P|--pset=?&psql-setting -R= -T= -U|--username= -v=
  --set= --variable= -f=? --file=? -o=> --output=> -L=> --log-file=> --csv --html --list --no-align
  --quiet --tuples-only --expanded --no-psqlrc --no-password --password --echo-all --echo-errors
  --echo-queries --echo-hidden --single-transaction --no-readline --field-separator-zero
  --record-separator= --record-separator-zero -V -?
sqlite3 : r r . single : -readonly -json -csv -header -headers -noheader -column -columns -line
  -list -html -quote -table -box -markdown -tabs -ascii -batch -bail -echo -nofollow -safe
  -separator= -newline= -nullvalue= -mode= -cmd=? -init=? -interactive? -version -help
mysql,mariadb : r . : -A -b -B -C -c -E -f -g -H -i -j -L -n -N -q -r -s -t -v -w -W -X
  -e|--execute= -u|--user= -p[=] --password[=] -h|--host= -P|--port= -S|--socket= -D|--database=
  --protocol= --ssl-mode= --ssl-ca=< --table --batch --silent --raw --vertical --skip-column-names
  --html --xml --no-auto-rehash --skip-auto-rehash --default-character-set= --connect-timeout=
  --compress --column-names --line-numbers --quick --safe-updates --tee=> --pager[=]?cat|less
  --init-command=? --no-defaults --defaults-file=? -V --ssl --skip-ssl --login-path=
pg_isready : r : -q -h= -p= -U= -d= -t= --host= --port= --username= --dbname= --timeout= --quiet
createdb,dropdb,createuser,dropuser,vacuumdb,reindexdb,clusterdb : w@database .* : -V+ -h= -p= -U=
  -w -W -e -a -z -f -d= --if-exists --all --analyze --full --host= --port= --username= -O=
pg_restore,pg_ctl,initdb,pgbench,pg_basebackup,mysqladmin,mysqlimport : w .* : -V+
mongodump,mongorestore,mongoimport,mongoexport,cqlsh,influx,clickhouse-client : w .* : -V+
duckdb,mongosh,mongo,sqlcmd,usql,litecli,pgcli,mycli,sqlplus,snowsql : w .* : -V+
etcdctl,rabbitmqctl,kafka-topics,kafka-console-consumer,kafka-console-producer : w .* : -V+
redis-cli,valkey-cli : ? .* : -h= -p= -a= -n= -u= -s= -c --raw --no-raw --csv --json --tls
  --no-auth-warning --user= --pass= --scan+ --pattern= --bigkeys+ --memkeys+ --hotkeys+ --latency+
  --stat+ -3 -2 --count= --cacert=<
pg_dump,pg_dumpall : r .* : -abcCdsOxvwW -F=?p|plain|c|custom -h= -p= -U= -n= -N= -t= -T= -E= -Z=
  -d= -f=> --file=> --format=?p|plain|c|custom --host= --port= --username= --dbname= --schema=
  --table= --exclude-table= --exclude-schema= --schema-only --data-only --clean --create --if-exists
  --no-owner --no-privileges --no-acl --inserts --column-inserts --no-password
  --quote-all-identifiers --verbose
mysqldump,mariadb-dump : r .* : -ABCdeKnqQtv -u= -p[=] -h= -P= -S= --user= --password[=] --host=
  --port= --socket= --no-data --no-create-info --no-create-db --databases --all-databases --tables
  --single-transaction --quick --skip-lock-tables --where= --compact --skip-comments --routines
  --triggers --events --hex-blob --set-gtid-purged= --column-statistics= --default-character-set=
  --ignore-table= --add-drop-table --skip-add-drop-table --extended-insert --skip-extended-insert
  --result-file=> -r=> --tab=> -T=>
mysqlshow : r .* : -kitv -u= -p[=] -h= -P= -S= --user= --password[=] --host= --port= --keys --status
  --count
`;
