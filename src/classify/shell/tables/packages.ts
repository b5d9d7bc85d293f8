/** Package managers, compilers, formatters, test runners and interpreters. */
export const PACKAGE_COMMANDS = `
%npm : -g --global -l --long --json --depth= -a --all --parseable -p --registry= --prefix=@ -s
  --silent --loglevel= -w= --workspace= --workspaces -ws --include= --omit= --production --prod
  --dev --link --package-lock-only --no-color --color[=] --unicode --offline --prefer-offline
npm : w@tree@registry .* : %npm -v+ --version+ -h+ --help+
npm view,info,show,v,root,prefix,bin,search,s,find,help,ping,whoami,docs-url : r@registry .* : %npm
  --searchlimit= --no-description
npm ls,list,la,ll,outdated,explain,why,fund,query,help-search : r@registry@modules .* : %npm
npm diff,doctor,sbom : r@registry@modules .* : %npm --sbom-format= --diff=
npm config,c : w .* : %npm
npm config,c list,ls,get : r .* : %npm
npm get : r .* : %npm
npm pkg : w@tree .* : %npm
npm pkg get : r@modules .* : %npm
npm audit : r@registry@modules : %npm --audit-level=
npm audit signatures : r@registry@modules : %npm
npm audit fix : w@tree .* :
npm cache,dist-tag,owner,access,team,org,profile,token,hook,star : w@registry .* : %npm
npm unstar,deprecate,unpublish,publish,login,logout,adduser,set : w@registry .* : %npm
npm cache ls,list,verify-list : r .* : %npm
npm dist-tag ls,list : r@registry .* : %npm
npm owner ls,list : r@registry .* : %npm
npm pack : w@tree .* : %npm --dry-run --pack-destination=
npm version : w@tree 0 .* : %npm
npm run,run-script : ?@modules 0 : %npm
npm exec,x,start,stop,restart,test,t,init,create,rebuild,explore,edit,it,cit : ? .* :
npx,pnpx,bunx,dlx,uvx,pipx : ? .* : -v+
pnpm,pnpn : w@tree@registry .* : -v+ -r -C=@ --dir=@ -w --recursive --filter= -F= --silent
pnpm ls,list,la,ll,outdated,why,root,bin,view,info,show,search,licenses,audit,help :
  r@registry@modules .* : -rgPDlw --json --long --depth= --parseable --prod --dev --global
  --recursive --lockfile-only --filter= -F= --only-projects --audit-level= --silent
pnpm config list,get : r .* : -g --json --location=
pnpm config : w .* :
pnpm store path,status : r :
pnpm store : w .* :
pnpm run,exec,dlx,test,t,start,create,init,rebuild,x : ? .* :
yarn : w@tree@registry .* : -v+ --cwd=@ -s --silent
yarn list,outdated,why,info,versions,licenses,audit,bin,help,check,npm-info : r@registry@modules .*
  : --json --depth= --pattern= --all -R --recursive -A --name-only --level= --groups= --verify-tree
  --integrity
yarn config list,get : r .* : --json
yarn config : w .* :
yarn cache list,dir : r .* : --pattern=
yarn cache : w .* :
# Newer yarns hand every word on to the script.
yarn run,exec,dlx,test,start,build,dev,lint,create,init,node,workspace,workspaces,foreach : ? .* :
  --help?
node,nodejs : ? r : -v+ -c+ --check+
java : ? .* single : -version+ --version+
python,python2,python3 : ? .* : -V+ -VV+
python -m json.tool : r r w : --sort-keys --no-ensure-ascii --json-lines --indent= --tab --no-indent
  --compact
# A short flag shows the version only where it does nothing else: \`rake -v\` runs a task.
bun,ts-node,tsx,ruby,irb,php,lua,luajit,julia,groovy,elixir,pwsh,fish : ? .* : -v+
bundle,gem,mix,rebar3,lein,rails : ? .* : -v+
deno,pypy3,rake,composer : ? .* : -V+
perl : ? .* : -v+ -V+
kotlin,scala : ? .* single : -version+
ipython,jupyter,R,Rscript,jshell,clojure,clj,iex,erl,escript,ghci,runghc,swift,dart : ? .* :
flutter,tclsh,wish,osascript,powershell,zsh,ksh,csh,tcsh,busybox,toybox,sbt,django-admin : ? .* :
bun pm ls,bin,cache-ls,hash : r@modules .* : -g --all
deno info,check-types : r .* : --json
gem list,search,info,environment,env,which,contents,dependency,outdated,specification : r@registry
  .* : -lradiv -e -n= --local --remote --all --details --exact --pre --prerelease
bundle list,show,info,outdated,config-list,check,version,platform,env : r@tree .* : --name-only
  --paths --path --parseable --strict --verbose
composer show,info,outdated,licenses,search,validate,why,depends : r@registry@tree .* : -ioDlPtasm
  -f= --format= --direct --all --installed --latest --tree --no-dev --strict
composer why-not,prohibits,diagnose,about,status,config-list,fund : r@registry@tree .* : -ioDlPtasm
  -f= --format= --direct --all --installed --latest --tree --no-dev --strict
composer audit : r@registry@tree .* : -ioDlPtasm -f= --format= --direct --all --installed --latest
  --tree --no-dev --strict
pip,pip3 : w@tree@registry .* : -q -v -V+ --quiet --verbose --python= --no-color
  --disable-pip-version-check --isolated
pip,pip3 list,freeze,show,check,index,search,debug,inspect,help,hash : r@registry .* : -o -u -e -i=
  -f= -l -r=< -q -v -V --outdated --uptodate --editable --format= --local --user --not-required
  --exclude= --exclude-editable --include-editable --all --files --verbose --pre --path=
  --index-url= --disable-pip-version-check --quiet
pip,pip3 config list,get,debug : r .* : -v --global --user --site
pip,pip3 config,cache : w .* :
pip,pip3 cache dir,info,list : r .* : --format=
uv : w@tree@registry .* : -V+ -q -v --project=@ --directory=@ --offline --no-cache -n
uv tree : w@tree@registry .* : --frozen+ --depth= --outdated --no-dev --all-groups --invert
  --package= --universal
uv pip list,freeze,show,check,tree : r .* : -e -f --format= --outdated --editable --exclude=
  --system --strict --files --python= -p= --quiet
uv pip : w@tree@registry .* :
uv python list,dir,find : r .* : --all-versions --only-installed --only-downloads --all-platforms
uv python : w .* :
uv tool list,dir : r .* : --show-paths --show-version-specifiers
uv tool : w .* :
uv cache dir : r :
uv cache : w .* :
uv run : ? .* :
poetry,pdm,hatch,rye,pipenv : w@tree .* : -q -v -V+
conda,mamba,micromamba : w .* : -q -v -V+
conda,mamba,micromamba activate,deactivate : w@session .* :
poetry show,check,env-list,search,about,version-show : r@tree .* : -tlTao --tree --latest --outdated
  --all --top-level --no-dev --only= --why --strict --lock
pdm list,info,show,outdated : r@tree .* : --tree --json --graph
conda,mamba list,info,search,env-list : r .* : -n= -p= -e --name= --prefix= --export --json --envs
  --explicit --revisions -a -c= --channel=
conda,mamba env list : r .* : --json
cargo : w@tree@registry .* : -q -v -vv --quiet --verbose --color= -V+ --version+ --offline --locked
  --frozen -C=@ --list+ --manifest-path=<
cargo tree,metadata,search,pkgid,locate-project,read-manifest,verify-project : r@registry@tree .* :
  -# -d -e= -i= -p= -q -v --depth= --duplicates --edges= --features= --all-features
  --no-default-features --format= --format-version= --no-deps --invert= --package= --workspace --all
  --prefix= --target= --charset= --limit= --registry= --manifest-path=< --locked --offline --frozen
  --message-format= --filter-platform= --no-dedupe --prune=
cargo version,help,info,owner-list,report,outdated : r@registry@tree .* : -# -d -e= -i= -p= -q -v
  --depth= --duplicates --edges= --features= --all-features --no-default-features --format=
  --format-version= --no-deps --invert= --package= --workspace --all --prefix= --target= --charset=
  --limit= --registry= --manifest-path=< --locked --offline --frozen --message-format=
  --filter-platform= --no-dedupe --prune=
cargo fmt : w@tree .* : --check+ --all -p= -q -v --manifest-path=< --message-format=
cargo run,test,bench,t,r,b,build,check,c,clippy,doc,d,miri,nextest,expand,watch,install-update : ?
  .* :
rustc,rustdoc : ? .* : -V+ -vV+ --version+ --verbose
  --print=+sysroot|cfg|target-list|target-cpus|target-features|target-libdir|host-tuple
gcc,g++,cc,c++,clang,clang++,gfortran : ? .* : -v+ -dumpversion+ -dumpmachine+
javac,kotlinc,scalac : ? .* single : -version+
tcc,nasm,ld,nim,crystal : ? .* : -v+
ghc : ? .* : -V+
cl,as,lld,dmd,zig,v,vala,fpc : ? .* :
rustup : w .* : -V+
rustup show,which,check,component-list,doc-path : r .* : -v
rustup toolchain list : r : -v
rustup target list : r : --installed
rustup component list : r : --installed
go : ? .* single :
go version : r .* single : -m -v
go env : r .* single : -json -changed -w! -u!
go help,doc : r .* single : -all -c -cmd -short -src -u
go list : r@registry@tree .* single : -m -f= -json[=] -deps -test -u -versions -e -find -compiled!
  -export! -retracted -mod=?readonly|vendor -modfile=< -tags= -C=@
go mod : w@tree .* single :
go mod graph,why,verify,edit-print : r@registry@tree .* single : -m -go= -vendor
go vet,build,install,get,run,test,generate,clean,fix,fmt,work,tool,bug,telemetry : w@tree .* single
  :
gofmt,goimports,gofumpt : r t* single : -l -d -e -s -r= -w! -cpuprofile=! -local= -extra -lang=
  -modpath=
golint,staticcheck,golangci-lint,revive,errcheck : ? .* :
make,gmake,meson,gradle,gradlew,mvn,mvnw,scons,lerna,gulp,webpack,vite,rollup : ? .* : -v+
tsup,next,gatsby,jekyll : ? .* : -v+
autoconf,autoreconf,invoke,fab,grunt,parcel,swc,babel,mkdocs : ? .* : -V+
ant,xcodebuild,msbuild : ? .* single : -version+
just : ? .* : -V+ --list+ -l+ --summary+
ninja,cmake,ctest,bazel,bazelisk,buck,buck2,pants,task,waf,nuget,automake,tox,nox,doit : ? .* :
earthly,nx,turbo,rush,esbuild,ng,nuxt,vue-cli-service,react-scripts,storybook,hugo : ? .* :
sphinx-build,docusaurus : ? .* :
pytest,py.test,nosetests,mocha,playwright,locust : ? .* : -V+
jest,vitest,cypress,rspec,bats : ? .* : -v+
unittest,ava,jasmine,karma,minitest,phpunit,behave,cucumber,tap,c8,nyc,coverage : ? .* :
tape,wdio,testcafe,k6,artillery : ? .* :
black : ? .* : --check+ --diff+ -q -v -l= --line-length= --quiet --verbose --color --no-color
  --exclude= --include= -S -t= --fast --safe --version+
isort : ? .* : -c+ --check+ --check-only+ --diff! -q -v --profile= -l=
rustfmt : ? .* : --check+ --edition= -q -v -V+
shfmt : r t* : -l -d -s -f -i= -ci -bn -sr -kp -fn -p -ln= -w! --list --diff --simplify --indent=
  --write! --find
clang-format : r r* : -i! -n --dry-run --style= --Werror -style= --fallback-style= --lines=
stylua,dprint,biome,ruff,rubocop : ? .* : -V+
prettier,eslint,stylelint : ? .* : -v+
yapf,autopep8,standard,tslint,oxlint,oxfmt,xo,swiftformat,ktlint,terraform-docs : ? .* :
buf,taplo,djlint,sqlfluff : ? .* :
shellcheck : r r* : -a -x -P= -e|--exclude= -f|--format= -s|--shell= -S|--severity= -i|--include=
  -o|--enable= -W= -C[=] --color[=] --norc --check-sourced --external-sources --source-path=
  --list-optional --wiki-link-count= -V --rcfile=<
hadolint,yamllint,tflint,vale,tsc,vue-tsc : ? .* : -v+
markdownlint,jsonlint,actionlint,ansible-lint,cppcheck,flake8,pylint,mypy,pyright : ? .* :
bandit,vulture,codespell,typos,proselint,xmlstarlet,tidy,htmlhint,csslint,luacheck,vint : ? .* :
checkmake,semgrep,gitleaks,trivy,snyk,grype,syft,flow : ? .* :
ffmpeg,convert,magick,mogrify,sox,gs,pdftk,qpdf,inkscape,mmdc : ? .* : -version+
latex,pdflatex,xelatex,lualatex,tex,bibtex,latexmk,asciidoctor : ? .* : -version+
wkhtmltopdf : ? .* : -version+
identify,exiftool,mediainfo,pdfinfo,pdffonts : ? .* : -version+ -ver+
openssl : ? .* :
openssl version,ciphers,list,help : r .* single : -a -v -d -p -o -f -s -tls1_2 -tls1_3
  -digest-algorithms -cipher-algorithms
openssl s_client,req,rsa,pkey,ec,genrsa,enc : ? .* :
ssh-keygen : w .* : -l+ -f=< -v -E= -B -F=+ -y+
ssh-keyscan,ssh-add : ? .* : -l+ -L+
gpg,gpg2 : w .* : --list-keys+ -k+ -K+ --list-secret-keys+ --list-public-keys+ --fingerprint+
  --list-sigs+ --verify+ --list-packets+ --check-sigs+ --keyid-format= --with-colons
  --with-fingerprint --with-subkey-fingerprint --no-default-keyring --keyring=< --batch --no-tty
  --list-config+
uv help : r .* :
bun pm : w@tree .* :
conda,mamba env : w .* :
rustup toolchain,target,component : w .* :
python -m : ? .* :
openssl x509,crl,verify,asn1parse : r r* single : -in=< -noout -text -subject -issuer -dates
  -enddate -startdate -fingerprint -serial -sha256 -sha1 -sha512 -md5 -pubkey -modulus -inform=
  -nameopt= -purpose -checkend= -ext= -hash -issuer_hash -subject_hash -email -alias -CAfile=<
  -CApath= -untrusted=< -verbose -i -out=> -CRLfile=<
openssl dgst,sha256,sha512,sha1,md5 : r r* single : -sha256 -sha1 -sha512 -md5 -sha384 -r -hex
  -binary -c -out=> -hmac=
dot : ? .* : -V+
dotnet : ? .* : --info+ --list-sdks+ --list-runtimes+
ffprobe : r r single : -v= -show_format -show_streams -of= -print_format= -hide_banner -i=<
  -select_streams= -show_entries= -loglevel= -count_frames -show_frames -show_packets -show_chapters
  -pretty -version
`;
