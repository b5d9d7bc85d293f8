/** git and tools beside it. An option that can write a file or run a program carries its mark. */
export const GIT_COMMANDS = `
%diff : -p -u -s --patch --no-patch -U|--unified= --output=> --output-indicator-new=
  --output-indicator-old= --output-indicator-context= --raw --patch-with-raw --indent-heuristic
  --no-indent-heuristic --minimal --patience --histogram --anchored= --diff-algorithm= --stat[=]
  --stat-width= --stat-count= --stat-name-width= --compact-summary --numstat --shortstat -X[=]
  --dirstat[=] --cumulative --dirstat-by-file[=] --summary --patch-with-stat -z --name-only
  --name-status --submodule[=] --color[=] --no-color --color-moved[=] --no-color-moved
  --color-moved-ws= --word-diff[=] --word-diff-regex= --color-words[=] --no-renames --rename-empty
  --no-rename-empty --check --ws-error-highlight= --full-index --binary --abbrev[=] -B[=]
  --break-rewrites[=] -M[=] --find-renames[=] -C[=] --find-copies[=] --find-copies-harder -D
  --irreversible-delete -l= --diff-filter= -S= -G= --find-object= --pickaxe-all --pickaxe-regex -O=<
  --skip-to= --rotate-to= -R --relative[=] --no-relative -a --text --ignore-cr-at-eol
  --ignore-space-at-eol -b --ignore-space-change -w --ignore-all-space --ignore-blank-lines -I=
  --ignore-matching-lines= --inter-hunk-context= -W --function-context --exit-code --quiet
  --ext-diff? --no-ext-diff --textconv --no-textconv --ignore-submodules[=] --src-prefix=
  --dst-prefix= --no-prefix --default-prefix --line-prefix= --ita-invisible-in-index
  --ita-visible-in-index --merge-base -c --cc -m --combined-all-paths -t --no-index --cached
  --staged -0 -1 -2 -3 --base --ours --theirs -r --root -v
%revisions : -# -n|--max-count= --skip= --since= --after= --until= --before= --since-as-filter=
  --author= --committer= --grep-reflog= --grep= --all-match --invert-grep -i --regexp-ignore-case
  --basic-regexp -E --extended-regexp -F --fixed-strings -P --perl-regexp --remove-empty --merges
  --no-merges --min-parents= --max-parents= --no-min-parents --no-max-parents --first-parent
  --exclude-first-parent-only --not --all --branches[=] --tags[=] --remotes[=] --glob= --exclude=
  --exclude-hidden= --reflog --alternate-refs --single-worktree --ignore-missing --bisect --stdin
  --cherry-mark --cherry-pick --left-only --right-only --cherry -g --walk-reflogs --merge --boundary
  --use-bitmap-index --simplify-by-decoration --show-pulls --full-history --dense --sparse
  --simplify-merges --ancestry-path[=] --date-order --author-date-order --topo-order --reverse
  --no-walk[=] --do-walk --pretty[=] --format= --abbrev-commit --no-abbrev-commit --oneline
  --encoding= --expand-tabs[=] --no-expand-tabs --notes[=] --no-notes --show-notes[=]
  --show-signature --relative-date --date= --parents --children --left-right --graph
  --show-linear-break[=] --follow --no-decorate --decorate[=] --decorate-refs=
  --decorate-refs-exclude= --source --mailmap --no-mailmap --use-mailmap --log-size -L= --count
  --objects --no-object-names --filter= --timestamp --header --disk-usage[=] --diff-merges=
  --no-diff-merges --remerge-diff --dd --no-commit-id --always -h
git : ? .* single : -C=@ -c=?&git-setting --git-dir=@ --work-tree=@ --namespace= --no-pager
  -p|--paginate --no-optional-locks --no-replace-objects --literal-pathspecs --glob-pathspecs
  --noglob-pathspecs --icase-pathspecs --bare --html-path+ --man-path+ --info-path+ --exec-path+
  --no-lazy-fetch --attr-source= -v+ --version+ -h+ --help+ --list-cmds=+
git version,help : r . : -a -g -c -m --build-options --all --guides --config --info --man
  --user-interfaces --developer-interfaces
git status : r@git@index t* cwd : -s|--short -b|--branch -v|--verbose --long --show-stash -u[=] -z
  --porcelain[=] --untracked-files[=] --ignored[=] --ignore-submodules[=] --column[=] --no-column
  --ahead-behind --no-ahead-behind --renames --no-renames --find-renames[=]
git log,show,whatchanged : r@git .* : %diff %revisions
git diff : r@git@tree@index .* : %diff -o= -n=
git diff-tree,diff-index,diff-files : r@git@tree .* : %diff %revisions
git shortlog : r@git .* : %revisions -s -n -e -w[=] --numbered --summary --email --group= -c
git rev-list : r@git .* : %revisions --quiet --objects-edge --unpacked --no-commit-header
  --commit-header --missing=
git reflog : w@git 0 .* : %diff %revisions
git reflog show,list,exists : r@git .* : %diff %revisions
git blame,annotate : r@git@tree .* : -# -b --root --show-stats -L= -l -t -S=< -p -n -f -e -w -s -c
  -M[=] -C[=] --reverse= --porcelain --line-porcelain --incremental --encoding= --contents=< --date=
  --progress --no-progress --color-lines --color-by-age --ignore-rev= --ignore-revs-file=< --abbrev=
  --show-name --show-number --show-email --first-parent --since= --minimal
git grep : r@git@tree .* : -# -aiIwvhHEGPFnlLcoqzWpr --cached --untracked --no-index
  --no-exclude-standard --exclude-standard --recurse-submodules --text --ignore-case --max-depth=
  --recursive --no-recursive --word-regexp --invert-match --full-name --extended-regexp
  --basic-regexp --perl-regexp --fixed-strings --line-number --column --files-with-matches
  --name-only --files-without-match --null --only-matching --count --color[=] --no-color --break
  --heading --show-function -A= -B= -C= --after-context= --before-context= --context=
  --function-context -m|--max-count= --threads= -f=< -e= --and --or --not --all-match --quiet
  --textconv --no-textconv -O[=]? --open-files-in-pager[=]? --ext-grep?
git rev-parse : r@git .* : --abbrev-ref[=] --short[=] --symbolic --symbolic-full-name --verify -q
  --quiet --sq --revs-only --no-revs --flags --no-flags --default= --prefix= --all --branches[=]
  --tags[=] --remotes[=] --glob= --exclude= --disambiguate= --local-env-vars --path-format=
  --git-dir --git-common-dir --resolve-git-dir --git-path --show-toplevel
  --show-superproject-working-tree --shared-index-path --absolute-git-dir --is-inside-git-dir
  --is-inside-work-tree --is-bare-repository --is-shallow-repository --show-cdup --show-prefix
  --show-object-format[=] --show-ref-format --since= --until= --not --end-of-options
git describe,name-rev,merge-base,show-ref,show-branch,cherry,count-objects : r@git .* : -# -a -v -q
  -z -s -t -l -d -n -i -r -c -H --all --tags --contains[=] --abbrev[=] --candidates= --exact-match
  --debug --long --match= --exclude= --always --first-parent --dirty[=] --broken[=] --refs=
  --name-only --no-undefined --undefined --annotate-stdin --stdin --octopus --independent
  --is-ancestor --fork-point --heads --branches --hash[=] --verify --quiet --dereference --head
  --remotes --current --reflog[=] --topo-order --date-order --sparse --more= --list --sha1-name
  --no-name --color[=] --no-color --human-readable --verbose --stable --unstable --verbatim --branch
  --allow-onelevel --refspec-pattern --normalize --non-matching --no-index --cached --source= --raw
  --stat-only --strip-comments --comment-lines --exclude-existing[=]
git get-tar-commit-id,patch-id,check-ref-format,check-ignore,check-attr : r@git .* : -# -a -v -q -z
  -s -t -l -d -n -i -r -c -H --all --tags --contains[=] --abbrev[=] --candidates= --exact-match
  --debug --long --match= --exclude= --always --first-parent --dirty[=] --broken[=] --refs=
  --name-only --no-undefined --undefined --annotate-stdin --stdin --octopus --independent
  --is-ancestor --fork-point --heads --branches --hash[=] --verify --quiet --dereference --head
  --remotes --current --reflog[=] --topo-order --date-order --sparse --more= --list --sha1-name
  --no-name --color[=] --no-color --human-readable --verbose --stable --unstable --verbatim --branch
  --allow-onelevel --refspec-pattern --normalize --non-matching --no-index --cached --source= --raw
  --stat-only --strip-comments --comment-lines --exclude-existing[=]
git check-mailmap,verify-commit,verify-tag,verify-pack,var,stripspace : r@git .* : -# -a -v -q -z -s
  -t -l -d -n -i -r -c -H --all --tags --contains[=] --abbrev[=] --candidates= --exact-match --debug
  --long --match= --exclude= --always --first-parent --dirty[=] --broken[=] --refs= --name-only
  --no-undefined --undefined --annotate-stdin --stdin --octopus --independent --is-ancestor
  --fork-point --heads --branches --hash[=] --verify --quiet --dereference --head --remotes
  --current --reflog[=] --topo-order --date-order --sparse --more= --list --sha1-name --no-name
  --color[=] --no-color --human-readable --verbose --stable --unstable --verbatim --branch
  --allow-onelevel --refspec-pattern --normalize --non-matching --no-index --cached --source= --raw
  --stat-only --strip-comments --comment-lines --exclude-existing[=]
git diff-pairs,for-each-repo-list : r@git .* : -# -a -v -q -z -s -t -l -d -n -i -r -c -H --all
  --tags --contains[=] --abbrev[=] --candidates= --exact-match --debug --long --match= --exclude=
  --always --first-parent --dirty[=] --broken[=] --refs= --name-only --no-undefined --undefined
  --annotate-stdin --stdin --octopus --independent --is-ancestor --fork-point --heads --branches
  --hash[=] --verify --quiet --dereference --head --remotes --current --reflog[=] --topo-order
  --date-order --sparse --more= --list --sha1-name --no-name --color[=] --no-color --human-readable
  --verbose --stable --unstable --verbatim --branch --allow-onelevel --refspec-pattern --normalize
  --non-matching --no-index --cached --source= --raw --stat-only --strip-comments --comment-lines
  --exclude-existing[=]
git for-each-ref : r@git .* : --count= --shell --perl --python --tcl --sort= --format= --color[=]
  --points-at= --merged[=] --no-merged[=] --contains[=] --no-contains[=] --ignore-case --omit-empty
  --exclude= --include-root-refs --stdin
git ls-files : r@git@tree .* : -cdmouskftviXz -t --cached --deleted --modified --others --ignored
  --stage --directory --no-empty-directory --unmerged --killed --resolve-undo --deduplicate
  -x|--exclude= --exclude-from=< --exclude-per-directory= --exclude-standard --error-unmatch
  --with-tree= --full-name --recurse-submodules --abbrev[=] --debug --eol --sparse --format=
git ls-tree : r@git .* : -d -r -t -l -z --long --name-only --name-status --object-only --abbrev[=]
  --full-name --full-tree --format=
git ls-remote : r@git .* : -h -t -q --heads --branches --tags --refs --quiet --exit-code --get-url
  --sort= --symref -o= --server-option= --upload-pack=? --exec=?
git cat-file : r@git .* : -e -t -s -p -Z -z --textconv --filters? --path= --batch[=]
  --batch-check[=] --batch-command[=] --batch-all-objects --buffer --unordered --allow-unknown-type
  --follow-symlinks --mailmap --no-mailmap --use-mailmap --filter=
git fsck : r@git .* : --tags --root --no-reflogs --cache --full --no-full --strict --verbose -v
  --unreachable --dangling --no-dangling --connectivity-only --progress --no-progress --name-objects
  --references --lost-found!
git range-diff : r@git .* : %diff %revisions --creation-factor= --no-dual-color --left-only
  --right-only
git hash-object : r@git r* : -t= -w! --stdin --stdin-paths --no-filters --path= --literally
git archive : r@git .* : -l --list -v --verbose --format= --prefix= -o=> --output=> --add-file=<
  --worktree-attributes --remote=? --exec=? -#
git bundle : w@git .* :
git bundle verify,list-heads : r@git r .* : -q --quiet
git branch : w@git 0 .* : -a -r -v -q -i -vv --all --remotes --verbose --quiet --color[=] --no-color
  --column[=] --no-column --abbrev[=] --no-abbrev --sort= --format= --ignore-case --omit-empty -l+
  --list+ --show-current+ --contains[=]+ --no-contains[=]+ --merged[=]+ --no-merged[=]+
  --points-at=+ -d! -D! -m! -M! -c! -C! -f! -t! -u=! --delete! --move! --copy! --force! --track[=]!
  --no-track! --set-upstream-to=! --unset-upstream! --edit-description! --create-reflog!
  --recurse-submodules!
git tag : w@git 0 .* : -l+ --list+ -n[=]+ -i --contains[=]+ --no-contains[=]+ --merged[=]+
  --no-merged[=]+ --points-at=+ -v+ --verify+ --sort= --format= --color[=] --column[=] --no-column
  --ignore-case --omit-empty -a! -s! -u=! -f! -d! -m=! -F=! -e! --annotate! --sign! --no-sign!
  --local-user=! --force! --delete! --message=! --file=! --edit! --cleanup=! --create-reflog!
git remote : w@git 0 .* : -v --verbose
git remote show,get-url : r@git .* : -n --push --all
git remote prune : w@git .* : -n+ --dry-run+
git stash : w@git@tree .* :
git stash list,show : r@git .* : %diff %revisions --include-untracked --only-untracked
git worktree : w@git@tree .* :
git worktree list : r@git : -v -z --verbose --porcelain --expire=
git worktree prune : w@git : -n+ --dry-run+ -v --verbose --expire=
git submodule : w@git@tree 0 .* : -q --quiet --cached
git submodule status,summary : r@git@tree .* : --cached --recursive --files -n= --summary-limit=
git submodule foreach : ? .* :
git notes : w@git 0 .* : --ref=
git notes list,show,get-ref : r@git .* :
git bisect : w@git@tree .* :
git bisect log,terms : r@git : --term-good --term-bad --term-old --term-new
git rerere : w@git@tree .* :
git rerere status,diff,remaining : r@git .* :
git sparse-checkout : w@git@tree .* :
git sparse-checkout list : r@git :
git lfs : w@git@tree .* :
git lfs ls-files,status,env,version,locks,pointer : r@git .* : -l -s -n -a -d --all --long --size
  --name-only --json --porcelain --file=<
git config : w@git . : --get+ --get-all+ --get-regexp+ --get-urlmatch+ --get-color+ --get-colorbool+
  -l+ --list+ --global --system --local --worktree --show-origin --show-scope --name-only -z --null
  --type= --bool --int --bool-or-int --path --expiry-date --includes --no-includes --default= -f=<
  --file=< --blob= --fixed-value --url= --all --regexp --value= --show-names -e! --edit! --unset!
  --unset-all! --add! --replace-all! --rename-section! --remove-section!
git config get,list : r@git .* : --global --system --local --worktree --show-origin --show-scope
  --name-only -z --null --type= --bool --int --path --includes --no-includes --default= -f=<
  --file=< --blob= --url= --all --regexp --value= --fixed-value --show-names
git symbolic-ref : w@git .* : --short -q --quiet --no-recurse --recurse
git replace : w@git .* : -l+ --list+ --format=
git fetch : w@git .* : --dry-run+ -a -p -t -v -q -n -j= --all --append --depth= --prune --tags
  --no-tags --verbose --quiet --prune-tags --multiple --jobs= --unshallow --progress --force -f
  --porcelain --recurse-submodules[=] --upload-pack=?
git push : w@git@remote .* : -n --dry-run -f -u -v -q -d --force --force-with-lease[=] --all --tags
  --delete --set-upstream --verbose --quiet --porcelain --progress --no-verify --mirror --prune
  --receive-pack=? --exec=?
git pull : w@git@tree .* :
git add : w@git t* : -n+ --dry-run+ -A -u -v -f -N -p! -i! -e! --all --update --verbose --force
  --intent-to-add --ignore-errors --ignore-missing --renormalize --chmod= --sparse --refresh
  --no-all --patch! --interactive! --edit!
git rm,mv,clean : w@git d* : -n+ --dry-run+ -f -r -q -k -v -d -x -X -e= --cached --force --quiet
  --ignore-unmatch --verbose --sparse --exclude= --interactive! -i!
git commit : w@git .* : --dry-run+ -a -m= -F=< -v -q -s -S -n -e -C= -c= -t=< -u -z -i -o -p --all
  --message= --file=< --amend --no-edit --short --porcelain --long --branch --verbose --quiet
  --allow-empty --no-verify --signoff --author= --date=
git apply : w@tree r* : --check+ --stat+ --numstat+ --summary+ -p= -R -v -q -3 -z --reverse
  --verbose --cached --index --3way --ignore-whitespace --whitespace= --directory= --exclude=
  --include= --recount --unidiff-zero --apply! --unsafe-paths --intent-to-add -C= --allow-empty
  --quiet
git prune : w@git .* : -n+ --dry-run+ -v --verbose --progress --expire=
git merge-tree,merge-file : ? .* :
git init,clone,am,cherry-pick,revert,rebase,merge,checkout,switch : w@git@tree .* :
git restore,reset,filter-branch,filter-repo,read-tree,checkout-index : w@git@tree .* :
git update-index,update-server-info,send-email,request-pull,quiltimport : w@git@tree .* :
git svn,p4,cvsimport,subtree,imap-send,format-patch,mergetool,rebase--interactive : w@git@tree .* :
git sparse-index,stage : w@git@tree .* :
git gc,repack,pack-refs,pack-objects,unpack-objects,index-pack : w@git .* :
git multi-pack-index,commit-graph,commit-tree,write-tree,mktag : w@git .* :
git mktree,update-ref,fast-import,maintenance,fetch-pack,send-pack : w@git .* :
git prune-packed,refs,hook,backfill,scalar : w@git .* :
git fast-export : r@git .* : --all --no-data --anonymize --signed-tags= --progress=
  --reference-excluded-parents
git difftool,gui,citool,instaweb,web--browse,credential,daemon : ? .* :
git shell,upload-pack,receive-pack,for-each-repo,bugreport,diagnose : ? .* :
git gitk,cola : ? .* :
git-lfs,tig,lazygit,gitk,gitui,pre-commit,svn,hg,jj,fossil,bzr : ? .* :
svn info,log,status,st,diff,list,ls,cat,blame,propget,proplist : r .* : -vqguR -r= -l= -c= --xml
  --depth= --revision= --limit= --summarize
hg status,st,log,diff,identify,id,branches,tags,heads,summary,cat : r .* : -aAmrdcuingvqpGMT -r= -l=
  --limit= --template= --stat
hg annotate,manifest,paths,parents : r .* : -aAmrdcuingvqpGMT -r= -l= --limit= --template= --stat
jj log,status,st,diff,show : r .* : -r= -n= --no-graph --stat --git -s --summary --limit= --no-pager
  --ignore-working-copy
`;
