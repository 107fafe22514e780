use computesdk_local::*;
use computesdk_provider::*;
use computesdk_provider::model::*;
use tokio::io::AsyncReadExt;
use std::time::*;
fn med(v: &mut Vec<Duration>) -> String { v.sort(); format!("p10 {:?} med {:?} p99 {:?}", v[v.len()/10], v[v.len()/2], v[v.len()*99/100]) }
async fn run(s: &dyn Sandbox) {
    let c = CommandSpec{program:Program::Exec{program:"/bin/true".into(),args:vec![]},cwd:"/".into(),env:s.base_env(User::User),user:User::User,stdin:StdinMode::Null,terminal:None,kill_stragglers:false};
    let mut pr = s.spawn(c).await.unwrap();
    let mut o=vec![]; let mut e=vec![];
    pr.stdout.read_to_end(&mut o).await.unwrap();
    pr.stderr.read_to_end(&mut e).await.unwrap();
    pr.control.wait().await.unwrap();
}
#[tokio::main]
async fn main() {
    let t = Instant::now();
    let p = LocalProvider::new(LocalOptions::default());
    let s = p.create(SandboxSpec::default()).await.unwrap();
    let c1 = t.elapsed();
    run(&*s).await;
    println!("first create {c1:?} with exec {:?}", t.elapsed());
    for gap in [0u64, 60] {
        let n = if gap==0 {500} else {60};
        let (mut a, mut b, mut c, mut d) = (vec![],vec![],vec![],vec![]);
        for _ in 0..n {
            tokio::time::sleep(Duration::from_millis(gap)).await;
            let t = Instant::now(); std::process::Command::new("/bin/true").status().unwrap(); a.push(t.elapsed());
            tokio::time::sleep(Duration::from_millis(gap)).await;
            let t = Instant::now(); run(&*s).await; b.push(t.elapsed());
            tokio::time::sleep(Duration::from_millis(gap)).await;
            let t = Instant::now(); let s2 = p.create(SandboxSpec::default()).await.unwrap(); d.push(t.elapsed()); run(&*s2).await; s2.destroy().await.unwrap(); c.push(t.elapsed());
        }
        println!("gap {gap}: bare {}\n exec {}\n create {}\n cycle {}", med(&mut a), med(&mut b), med(&mut d), med(&mut c));
    }
}
