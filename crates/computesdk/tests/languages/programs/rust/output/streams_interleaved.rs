fn main() {
    for n in 0..200 {
        println!("out {n}");
        eprintln!("err {n}");
    }
    print!("no end");
    eprint!("nor here");
}
