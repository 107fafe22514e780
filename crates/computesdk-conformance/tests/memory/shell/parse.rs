//! From text to statements.

use std::iter::Peekable;
use std::slice::Iter;

/// A command and what follows it.
#[derive(Debug)]
pub(super) struct Statement {
    pub(super) words: Vec<Word>,
    pub(super) redirect: Option<Redirect>,
    pub(super) then: Then,
}

/// A word of adjoining pieces.
pub(super) type Word = Vec<Piece>;

#[derive(Debug)]
pub(super) enum Piece {
    Text(Vec<u8>),
    Variable(String),
}

#[derive(Debug)]
pub(super) enum Redirect {
    /// `>&2`
    Err,
    /// `> file`
    File(Word),
}

/// What follows a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Then {
    /// `;` or the end of the line
    Always,
    /// `&&`
    IfOk,
    /// `&`: and the command itself does not wait
    Background,
}

type Bytes<'a> = Peekable<Iter<'a, u8>>;

/// The statements of a script, a `#!` line not among them.
pub(super) fn script(text: &[u8]) -> Vec<Statement> {
    let mut bytes = text.iter().peekable();
    if text.starts_with(b"#") {
        while bytes.next().is_some_and(|byte| *byte != b'\n') {}
    }
    let mut statements = Vec::new();
    while bytes.peek().is_some() {
        let statement = statement(&mut bytes);
        if !statement.words.is_empty() {
            statements.push(statement);
        }
    }
    statements
}

fn statement(bytes: &mut Bytes<'_>) -> Statement {
    let mut words = Vec::new();
    let mut redirect = None;
    let then = loop {
        match bytes.peek() {
            Some(b' ') => drop(bytes.next()),
            Some(b'>') => {
                bytes.next();
                redirect = Some(target(bytes));
            }
            Some(b'&') => {
                bytes.next();
                let and = bytes.next_if_eq(&&b'&').is_some();
                break if and { Then::IfOk } else { Then::Background };
            }
            Some(b';' | b'\n') | None => {
                bytes.next();
                break Then::Always;
            }
            Some(_) => words.push(word(bytes)),
        }
    };
    Statement {
        words,
        redirect,
        then,
    }
}

fn target(bytes: &mut Bytes<'_>) -> Redirect {
    while bytes.next_if_eq(&&b' ').is_some() {}
    if bytes.next_if_eq(&&b'&').is_some() {
        bytes.next();
        return Redirect::Err;
    }
    Redirect::File(word(bytes))
}

fn word(bytes: &mut Bytes<'_>) -> Word {
    let mut word = Vec::new();
    while let Some(byte) = bytes.next_if(|byte| !b" ;&>\n".contains(byte)) {
        match byte {
            b'$' => word.push(Piece::Variable(name(bytes))),
            b'\'' => {
                let text = bytes.by_ref().take_while(|byte| **byte != b'\'');
                word.push(Piece::Text(text.copied().collect()));
            }
            byte => word.push(Piece::Text(vec![*byte])),
        }
    }
    word
}

fn name(bytes: &mut Bytes<'_>) -> String {
    if let Some(special) = bytes.next_if(|byte| b"$!".contains(byte) || byte.is_ascii_digit()) {
        return char::from(*special).to_string();
    }
    let mut name = String::new();
    while let Some(byte) = bytes.next_if(|byte| byte.is_ascii_alphanumeric() || **byte == b'_') {
        name.push(char::from(*byte));
    }
    name
}
