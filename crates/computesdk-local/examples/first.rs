use computesdk_local::*;
use computesdk_provider::*;
use computesdk_provider::model::*;
use tokio::io::AsyncReadExt;
#[tokio::main]
async fn main() {
    let p = LocalProvider::new(LocalOptions::default());
    let t = std::time::Instant::now();
    let s = p.create({let mut s = SandboxSpec::default(); if let Ok(m)=std::env::var("M"){s.limits.memory=Some(m.parse().unwrap());} s}).await.unwrap();
    println!("create {:?}", t.elapsed());
    let line = std::env::args().nth(1).unwrap_or("id; ls -la / ; cat /proc/self/status | grep -i -e cap -e seccomp; mount; python3 --version; node --version; go version; rustc --version; java -version".into());
    let user = if std::env::var("R").is_ok() {User::Root} else {User::User};
    for _ in 0..2 {
    let t = std::time::Instant::now();
    let c = CommandSpec{program:Program::Shell(line.clone().into()),cwd:"/".into(),env:s.base_env(user),user,stdin:StdinMode::Null,terminal:None,kill_stragglers:false};
    let mut pr = s.spawn(c).await.unwrap();
    let mut o=String::new(); let mut e=String::new();
    pr.stdout.read_to_string(&mut o).await.unwrap();
    pr.stderr.read_to_string(&mut e).await.unwrap();
    let x = pr.control.wait().await.unwrap();
    println!("{o}{e}{x:?} {:?}", t.elapsed());
    }
    for l in s.info().await.unwrap().layers { println!("{:?} {} {}", l.kind, l.active, l.detail); }
    let t = std::time::Instant::now();
    s.destroy().await.unwrap();
    println!("destroy {:?}", t.elapsed());
}
