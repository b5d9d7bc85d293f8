/** Clients of services: forges, containers, clusters, clouds. */
export const CLOUD_COMMANDS = `
%gh : -R|--repo= --hostname= -q|--jq= -t|--template= --json= -L|--limit= -s|--state= -w? --web?
  -c|--comments -l|--label= -a|--author= -A|--assignee= -S|--search= -B|--base= -H|--head= --app=
  -d|--draft -m|--milestone= --mention= --color= --name-only --patch --required --watch --interval=
  --fail-fast --sort= --order= --visibility= --language= --archived --fork --source --topic=
  --no-archived --exclude-drafts --exclude-pre-releases --order= --branch= -b= -e= --event= --user=
  -u= --status= --commit= --created= --workflow= --all --log --log-failed --attempt= -j= --job=
  --exit-status -v --verbose --yaml --ref= -r= --env= --org= -o= --key= --include-prs --owner=
  --match= --assignee= --author= --comments --label= --involves= --closed= --updated= --extension=
  --filename= --stars= --language= --license= -p= --pattern=?
gh : w .* : -R|--repo= --help -h
# Verbs that are not listed may read and write local files as well: downloads, clones, uploads.
gh pr,issue,repo,release,run,workflow,gist,label,secret,variable : w .* : %gh
gh cache,ruleset,auth,config,alias,extension,ext,codespace,cs,project : w .* : %gh
gh org,search,ssh-key,gpg-key,attestation,browse,copilot,completion : w .* : %gh
gh at,agent-task : w .* : %gh
%ghtext : -b|--body= -t|--title= -r|--reason= --milestone= -m= --add-label= --remove-label=
  --add-assignee= --remove-assignee= --add-reviewer= --remove-reviewer= --approve --request-changes
  --label= --assignee= --comment= -c= -d= --description= -f --force --color= -C=
gh issue create,new,close,reopen,edit,comment,delete,lock,unlock,pin,unpin,transfer : w@github .* :
  %gh %ghtext -y --yes
gh pr close,reopen,edit,comment,review,ready,lock,unlock : w@github .* : %gh %ghtext
gh pr create,new : w@github@git .* : %gh %ghtext --fill
gh pr merge,checkout,co : w@github@git@tree .* : %gh %ghtext --squash --merge --rebase --auto
  --admin --delete-branch
gh run rerun,cancel,delete : w@github .* : %gh --failed
gh workflow run,enable,disable : w@github .* : %gh -f= -F= --raw-field= --field=
gh label create,edit,delete,clone : w@github .* : %gh %ghtext --yes -n= --name=
gh repo delete,edit,archive,unarchive : w@github .* : %gh %ghtext --yes -y
gh pr list,ls,view,status,checks,diff : r@github .* : %gh
gh issue list,ls,view,status : r@github .* : %gh
gh repo list,ls,view : r@github .* : %gh
gh release list,ls,view,verify : r@github .* : %gh
gh run list,ls,view,watch : r@github .* : %gh
gh workflow list,ls,view : r@github .* : %gh
gh gist list,ls,view : r@github .* : %gh -f= -r --files --public --secret --raw --filename=
gh label list,ls : r@github .* : %gh
gh secret list,ls : r@github .* : %gh
gh variable list,ls,get : r@github .* : %gh
gh cache list,ls : r@github .* : %gh
gh ruleset list,ls,view,check : r@github .* : %gh
gh project list,ls,view,item-list,field-list : r@github .* : %gh --format= --closed
gh org list,ls : r@github .* : %gh
gh search repos,issues,prs,code,commits : r@github .* : %gh
gh auth status,token : r@github : %gh -a --active
gh config get,list,ls : r . : -h= --host=
gh alias list,ls : r :
gh extension list,ls,search : r .* : %gh
gh ssh-key list,ls : r : %gh
gh gpg-key list,ls : r : %gh
gh status : r@github : %gh
gh api : r@github . : -X|--method= -f|--raw-field= -F|--field= -H|--header= --input=! -i|--include
  -q|--jq= -t|--template= --paginate --slurp --silent --verbose --hostname= -p|--preview= --cache=
glab : w .* : -R=
glab mr list,view,diff,issues : r@gitlab .* : -R= -F= -P= -p= --all --author= --label= --state= -c
  -s
glab mr,issue,ci,repo,release,pipeline : w .* :
glab issue list,view : r@gitlab .* : -R= -F= -P= -p= --all --author= --label= -c -s
glab ci list,status,get,trace : r@gitlab .* : -R= -F= -P= -p= -b=
%docker : -a --all -q --quiet --no-trunc -f|--filter|--format= --format= -n= --last= -l --latest -s
  --size --digests --tree --no-stream -t --timestamps --tail= --since= --until= --follow --details
  --type= -H --human --services --images --volumes --profiles --hash= --environment --no-interpolate
  --resolve-image-digests --status= --orphans --index= --protocol= --no-color --no-log-prefix
  --dry-run --platform= -v --verbose -i --insecure --raw --config
docker : w .* : -c|--context= --config=? -D --debug -l= --log-level= -H=? --host=? --tls?
  --tlscacert=< -v+ --version+ -h+
docker ps,images,logs,inspect,top,stats,version,info,events,port,history,diff,search,help : r@docker
  .* : %docker
docker container,image,volume,network,system,context,node,service : w .* : -f|--file=<
  -p|--project-name= --profile= --env-file=< --project-directory=@ --ansi= --progress=
  --compatibility --all-resources --parallel= --builder=
docker stack,swarm,secret,config,plugin,buildx,manifest,compose : w .* : -f|--file=<
  -p|--project-name= --profile= --env-file=< --project-directory=@ --ansi= --progress=
  --compatibility --all-resources --parallel= --builder=
docker builder,trust,checkpoint,scout,model,mcp : w .* : -f|--file=< -p|--project-name= --profile=
  --env-file=< --project-directory=@ --ansi= --progress= --compatibility --all-resources --parallel=
  --builder=
# A container that starts runs a program, which may write wherever a volume is mounted.
docker rm,stop,kill,pause,unpause,rename,rmi,tag,push,pull,wait,update : w@docker@process .* : -f -v
  -t= -s= -l -a -q --force --volumes --time= --signal= --all-tags --quiet --platform= --no-prune
docker container rm,stop,kill,pause,unpause,rename,prune : w@docker@process .* : -f -v -t= -s=
  --force --volumes --time= --filter=
docker image rm,tag,push,pull,prune : w@docker .* : -f -a -q --force --all --quiet --filter=
docker volume create,rm,prune : w@docker .* : -f -a --force --all --filter=
docker network create,rm,prune,connect,disconnect : w@docker .* : -f -d= --force --driver=
docker system,builder,buildx prune : w@docker .* : -f -a --force --all --volumes --filter=
docker compose stop,kill,rm,pause,unpause,pull,push : w@docker@process .* : -f -s -v -t= --force
  --stop --volumes --timeout= -q --quiet
docker container ls,list,ps,logs,inspect,top,stats,port,diff : r@docker .* : %docker
docker image ls,list,inspect,history : r@docker .* : %docker
docker volume ls,list,inspect : r@docker .* : %docker
docker network ls,list,inspect : r@docker .* : %docker
docker system df,info,events : r@docker .* : %docker
docker context ls,list,show,inspect : r@docker .* : %docker
docker node ls,ps,inspect : r@docker .* : %docker
docker service ls,ps,logs,inspect : r@docker .* : %docker
docker stack ls,ps,services,config : r@docker .* : %docker
docker secret ls,inspect : r@docker .* : %docker
docker config ls,inspect : r@docker .* : %docker
docker plugin ls,inspect : r@docker .* : %docker
docker buildx ls,inspect,version,du : r@docker .* : %docker
docker manifest inspect : r@docker .* : %docker
docker compose ps,logs,config,images,ls,top,version,port,events,volumes,stats,convert : r@docker .*
  : %docker -o=> --output=> --lock-image-digests!
docker-compose : w .* : -f|--file=< -p|--project-name= --profile= --env-file=< --project-directory=@
  --ansi= -v+ --version+
docker-compose ps,logs,config,images,ls,top,version,port,events,convert : r@docker .* : %docker -o=>
  --output=>
docker exec,run : ? .* :
docker compose exec,run : ? .* :
docker container exec,run : ? .* :
podman,nerdctl : w .* : -v+ --version+
podman ps,images,logs,inspect,top,stats,version,info,events,port,history,diff,search,help : r@docker
  .* : %docker
nerdctl ps,images,logs,inspect,top,stats,version,info,port,history : r@docker .* : %docker
podman exec,run : ? .* :
nerdctl exec,run : ? .* :
%kube : -n|--namespace= -A|--all-namespaces --context= --cluster= --user= --kubeconfig=?
  -o|--output= -l|--selector= -L|--label-columns= -w|--watch --watch-only -f|--filename=<
  -k|--kustomize=< -R|--recursive --field-selector= --show-labels --show-kind --sort-by=
  --no-headers --ignore-not-found --raw= --chunk-size= --subresource= --server-print --template=
  --allow-missing-template-keys --show-managed-fields --output-watch-events --request-timeout= -v=
  -s= --server= --token= --as= --as-group= --insecure-skip-tls-verify
kubectl,k,oc : w .* : %kube
kubectl,oc get,describe,top,explain,version,api-resources,api-versions : r@kubernetes .* : %kube -c=
  --container= --containers --sum --use-protocol-buffers --show-events --recursive --api-version=
  --client --short --api-group= --verbs= --namespaced --cached --types= --for=
  --insecure-skip-tls-verify-backend --categories=
kubectl,oc cluster-info,events,options,help,projects,whoami : r@kubernetes .* : %kube -c=
  --container= --containers --sum --use-protocol-buffers --show-events --recursive --api-version=
  --client --short --api-group= --verbs= --namespaced --cached --types= --for=
  --insecure-skip-tls-verify-backend --categories=
kubectl,oc status : r@kubernetes .* : %kube -c= --container= --containers --sum
  --use-protocol-buffers --show-events --recursive --api-version= --client --short --api-group=
  --verbs= --namespaced --cached --types= --for= --insecure-skip-tls-verify-backend --categories=
kubectl,oc diff : r@kubernetes .* : %kube --server-side --force-conflicts --field-manager=
  --concurrency= --prune
kubectl,oc cluster-info dump : r@kubernetes .* : %kube
kubectl,oc config,rollout,auth,plugin,certificate,set,create,apply : w@kubernetes .* : %kube
  %kubedry
kubectl,oc config view,current-context,get-contexts,get-clusters,get-users : r .* : %kube --minify
  --flatten --raw --merge[=]
kubectl,oc rollout status,history : r@kubernetes .* : %kube --revision= --timeout= --watch[=]
kubectl,oc auth can-i,whoami : r@kubernetes .* : %kube --list -q --quiet --subresource= --no-headers
kubectl,oc plugin list : r : --name-only
kubectl,oc wait : r@kubernetes .* : %kube --for= --timeout= --all
%kubedry : --dry-run=+client|server --server-side --force-conflicts --field-manager= --validate[=]
  --wait[=] --overwrite[=] --image= --replicas= --from-literal= --from-file=< --from-env-file=<
  --type= --port= --labels= --restart= --save-config --prune! --force
kubectl,oc replace,patch,scale,label,annotate,expose,autoscale,run,delete,taint : w@kubernetes .* :
  %kube %kubedry --all --cascade= --grace-period= --now
kubectl,oc cordon,uncordon : w@kubernetes .* : %kube %kubedry
kubectl,oc drain,edit,cp,attach,exec,port-forward,proxy,debug,completion,convert : w .* :
kubectl,oc kustomize : r t :
kubectx,kubens : w@kubernetes 0 . : -c+
k9s,stern : ? .* :
minikube,kind,k3d,microk8s,eksctl,argocd,flux,istioctl,linkerd : w .* :
cilium,skaffold,tilt,helmfile,kustomize : w .* :
minikube status,ip,profile-list,version,addons-list,logs : r@kubernetes .* : -p= -o= --output=
kind get,version : r@kubernetes .* : --name=
kustomize build : ? .* :
argocd app get,list,history,diff,resources,manifests : r@kubernetes .* : -o= --output= --server=
argocd app,cluster,repo,proj : w .* :
%helm : -n|--namespace= --kube-context= --kubeconfig=? --debug -o|--output= -A|--all-namespaces -a
  --all -f|--values=< --set= --set-string= --set-file= --version= --revision= --show-resources
  --show-desc -q -l= -d -r --deployed --failed --pending --filter= --max= --repo= --devel -s=
  --show-only= --include-crds --is-upgrade --api-versions= --kube-version= --namespace= --skip-tests
  --strict --with-subcharts --versions --regexp --max-col-width= --short --no-headers --validate
  --dry-run[=] --name-template= --post-renderer=? --output-dir=>
helm : w .* : %helm
helm uninstall,delete,rollback : w@kubernetes .* : %helm --wait --timeout= --no-hooks --keep-history
helm list,ls,status,history,hist,version,env,template,lint,search : r@kubernetes .* : %helm
helm verify,show,inspect,get,help,test-list : r@kubernetes .* : %helm
helm repo,plugin,dependency,dep,registry : w .* : %helm
helm repo list,ls : r : %helm
helm plugin list,ls : r : %helm
helm dependency list : r .* : %helm
terraform,tofu,terragrunt : w@tree@cloud .* single : -chdir=@ -version+ -v+ -help+
terraform,tofu version,output,show,graph,validate,metadata,help : r@cloud@tree .* single : -json
  -raw -no-color -state=< -type= -plan=< -draw-cycles -verbose -no-tests -test-directory=
terraform,tofu state,workspace : w@cloud .* single :
terraform,tofu state list,show,pull : r@cloud@tree .* single : -state=< -id=
terraform,tofu workspace list,show : r@cloud .* single :
terraform,tofu fmt : w@tree .* single : -check[=]+true -write[=]?false -diff -recursive -list=
  -no-color
terraform,tofu plan : ? .* single :
packer,pulumi,vagrant,ansible,ansible-playbook,ansible-galaxy : w .* : -v+
chef,puppet,salt,nomad,consul,vault,serverless,sam,cdk,amplify : w .* : -v+
vagrant status,global-status,version,ssh-config,port : r .* :
pulumi preview : ? .* :
pulumi about,whoami,version,logs : r .* : -j --json
vault status,list : r@vault .* : -format= -field=
aws : w .* : --region= --profile= --output= --query= --no-cli-pager --no-paginate --endpoint-url=
  --color= --debug --no-sign-request --no-verify-ssl --max-items= --page-size= --cli-read-timeout=
  --cli-connect-timeout= --version+
gcloud,az,doctl,heroku,fly,flyctl,vercel,netlify,wrangler,firebase : w .* : -v+
supabase,railway,render,linode-cli,hcloud,ibmcloud,oci,scw,cf : w .* : -v+
eb,copilot,stripe,twilio,sentry-cli,ngrok,cloudflared : w .* : -v+
gsutil : w .* : -m -q
gsutil ls,du,cat,stat,version,hash : r@cloud .* : -lLrRashbp
bq ls,show,head : r@cloud .* : -n= --format=
bq : w .* :
heroku apps,logs,ps,releases,config,status,whoami,regions,info : r@cloud : -a= --app= -n= -t --tail
  --json -A --all
vercel ls,list,whoami,inspect,logs : r@cloud .* :
fly,flyctl status,logs,version,info,releases : r@cloud .* : -a= --app= -j --json
doctl account get : r@cloud :
doctl account,compute,kubernetes,apps,databases : w .* :
doctl compute,kubernetes,apps,databases list : r@cloud .* : --format= -o= --no-header
kubectl,oc logs : r@kubernetes .* : -n|--namespace= --context= --cluster= --user= --kubeconfig=?
  -l|--selector= -f|--follow -p|--previous -c|--container= --tail= --since= --since-time=
  --timestamps[=] --all-containers[=] --prefix[=] --limit-bytes= --max-log-requests= --ignore-errors
  --pod-running-timeout= --all-pods --request-timeout=
terraform,tofu providers : w@cloud 0 .* single :
terraform,tofu providers schema : r@cloud .* single : -json -no-color
`;
