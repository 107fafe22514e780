println!("{}", line!());
