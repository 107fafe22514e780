use std::fs::{self, File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};

fn main() -> std::io::Result<()> {
    fs::create_dir_all("files of mine/deep")?;
    fs::write("files of mine/ü.txt", b"a\n\xff")?;
    let mut file = OpenOptions::new().read(true).append(true).open("files of mine/ü.txt")?;
    file.write_all(b"b")?;
    file.seek(SeekFrom::Start(1))?;
    let mut data = Vec::new();
    file.read_to_end(&mut data)?;
    println!("{data:?} {}", file.metadata()?.len());
    std::os::unix::fs::symlink("ü.txt", "files of mine/link")?;
    let mut names: Vec<_> = fs::read_dir("files of mine")?.map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    println!("{names:?} {:?}", fs::read_link("files of mine/link")?);
    fs::remove_dir_all("files of mine")?;
    let temporary = std::env::temp_dir().join("computesdk-files.txt");
    File::create(&temporary)?.write_all(b"temporary")?;
    println!("{}", fs::read_to_string(&temporary)?);
    fs::remove_file(&temporary)?;
    std::env::set_current_dir("/")?;
    println!("{:?} {}", std::env::current_dir()?, file!().ends_with("main.rs"));
    File::open("no/such/file")?;
    Ok(())
}
