//! The table of languages.

use super::Report;
use super::table::passed;

impl Report {
    /// None where languages were not measured.
    pub(super) fn languages_table(&self) -> Option<String> {
        let mut text = String::from(
            "\n| a small program | its tool, ms | in a living sandbox | in one from nothing | in one from the pool |\n\
             |---|--:|---|---|---|\n",
        );
        for times in self.languages.as_ref()? {
            let with = match times.requirements {
                [] => String::new(),
                packages => format!(" with {}", packages.join(" and ")),
            };
            let with = match times.preloaded {
                [] => with,
                _ => format!("{with}, loaded beforehand"),
            };
            let with = match times.imports {
                true => format!("{with} that imports six modules of the library"),
                false => with,
            };
            let with = match times.is_new {
                true => format!("{with}, the first time"),
                false => with,
            };
            text += &format!(
                "| {}: `{}`{} | {:.1} |",
                times.language, times.tool, with, times.bare
            );
            for (ours, target) in times.ours.iter().zip(times.targets) {
                let ratio = ours / times.bare;
                text += &format!(" {ours:.1} ms, {ratio:.2} of that");
                if let Some(target) = target {
                    let met = passed(ratio <= target);
                    text += &format!(" (≤ {target}: {met})");
                }
                text += " |";
            }
            text.push('\n');
        }
        Some(text)
    }
}
