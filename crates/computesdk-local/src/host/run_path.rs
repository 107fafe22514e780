//! Where the loader looks for a program's libraries.

use std::fs::File;
use std::path::Path;

use elf::ElfStream;
use elf::abi::{DT_RPATH, DT_RUNPATH, DT_STRTAB, SHT_STRTAB};
use elf::endian::AnyEndian;
use elf::parse::ParseError;

/// Whether a program names this directory as a place where the loader is to look.
/// What is no program that can be read names none.
pub(super) fn names(program: &Path, directory: &Path) -> bool {
    let paths = File::open(program).map(run_paths);
    let Ok(Ok(paths)) = paths else {
        return false;
    };
    paths
        .iter()
        .flat_map(|path| path.split(':'))
        .any(|path| Path::new(path) == directory)
}

/// The search paths that are written into a program. Reads the headers and two
/// sections: an interpreter can have many megabytes.
fn run_paths(program: File) -> Result<Vec<String>, ParseError> {
    let mut program = ElfStream::<AnyEndian, _>::open_stream(program)?;
    let Some(dynamic) = program.dynamic()? else {
        return Ok(Vec::new());
    };
    let values = |tags: &[i64]| -> Vec<u64> {
        let wanted = dynamic.iter().filter(|entry| tags.contains(&entry.d_tag));
        wanted.map(|entry| entry.d_val()).collect()
    };
    let paths = values(&[DT_RPATH, DT_RUNPATH]);
    let strings = values(&[DT_STRTAB]);
    let sections = program.section_headers();
    let strings = sections
        .iter()
        .find(|section| section.sh_type == SHT_STRTAB && strings.contains(&section.sh_addr))
        .copied();
    let (false, Some(strings)) = (paths.is_empty(), strings) else {
        return Ok(Vec::new());
    };
    let strings = program.section_data_as_strtab(&strings)?;
    paths
        .into_iter()
        .map(|offset| {
            let path = strings.get_raw(offset as usize)?;
            Ok(String::from_utf8_lossy(path).into_owned())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::{Path, PathBuf};
    use std::process::Command;

    use super::names;

    /// A program that looks for its libraries there.
    fn program(directory: &Path, options: &[&str]) -> PathBuf {
        let source = directory.join("main.c");
        fs::write(&source, "int main(void) { return 0; }").unwrap();
        let program = directory.join("program");
        let status = Command::new("cc")
            .args(options)
            .arg("-o")
            .args([&program, &source])
            .status()
            .unwrap();
        assert!(status.success());
        program
    }

    #[test]
    fn a_directory_of_the_run_path_is_named() {
        let directory = tempfile::tempdir().unwrap();
        for tags in ["-Wl,--enable-new-dtags", "-Wl,--disable-new-dtags"] {
            let run_path = "-Wl,-rpath,$ORIGIN/../lib:/opt/a language/lib";
            let program = program(directory.path(), &[tags, run_path]);
            assert!(names(&program, Path::new("/opt/a language/lib")), "{tags}");
            assert!(!names(&program, Path::new("/opt/a language")), "{tags}");
            assert!(!names(&program, Path::new("/lib")), "{tags}");
        }
    }

    #[test]
    fn what_names_nothing_is_no_error() {
        let directory = tempfile::tempdir().unwrap();
        let script = directory.path().join("script");
        fs::write(&script, "#!/bin/sh\n# /lib\n").unwrap();
        let plain = program(directory.path(), &[]);
        for path in [&script, &plain, &directory.path().join("missing")] {
            assert!(!names(path, Path::new("/lib")), "{}", path.display());
        }
    }
}
