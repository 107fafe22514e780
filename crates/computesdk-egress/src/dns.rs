//! Answers to questions about names.

use computesdk_model::{Denial, EgressProtocol, Verdict};
use hickory_proto::op::{Message, MessageType, OpCode, Query, ResponseCode};
use hickory_proto::rr::rdata::A;
use hickory_proto::rr::{RData, Record, RecordType};
use hickory_proto::serialize::binary::{BinDecodable, BinEncodable};

use crate::names::TIME_TO_LIVE;
use crate::state::State;
use crate::weaken::{Check, lacks};

/// The port of questions.
pub(crate) const PORT: u16 = 53;

/// The answer to a question; none to what is not one.
pub(crate) fn answer(question: &[u8], state: &State) -> Option<Vec<u8>> {
    if !can_hold_what_it_counts(question) {
        return None;
    }
    let question = Message::from_bytes(question).ok()?;
    if question.metadata.message_type != MessageType::Query {
        return None;
    }
    let mut answer = Message::response(question.metadata.id, question.metadata.op_code);
    answer.metadata.recursion_desired = question.metadata.recursion_desired;
    answer.metadata.recursion_available = true;
    answer.metadata.response_code = match (question.metadata.op_code, &question.queries[..]) {
        (OpCode::Query, [query]) => {
            answer.add_query(query.clone());
            look_up(query, &mut answer, state)
        }
        _ => ResponseCode::NotImp,
    };
    answer.to_bytes().ok()
}

/// Whether a message may have as many questions and records as it says. Room for all of
/// them is made before they are read: megabytes for a few bytes.
fn can_hold_what_it_counts(message: &[u8]) -> bool {
    const HEADER: usize = 12;
    /// The shortest: a root name, and what is always said.
    const LEAST: [usize; 4] = [5, 11, 11, 11];
    let Some((header, rest)) = message.split_first_chunk::<HEADER>() else {
        return false;
    };
    let counts = header[4..].chunks_exact(2);
    let counts = counts.map(|count| usize::from(u16::from_be_bytes([count[0], count[1]])));
    let least: usize = counts.zip(LEAST).map(|(count, least)| count * least).sum();
    least <= rest.len()
}

fn look_up(query: &Query, answer: &mut Message, state: &State) -> ResponseCode {
    let name = query.name().to_ascii();
    let name = name.strip_suffix('.').unwrap_or(&name).to_ascii_lowercase();
    if !state.network().covers_name(&name) && !lacks(Check::Rules) {
        // The reverse names of addresses are asked for by many programs, and by no user.
        if !name.ends_with(".arpa") {
            let denied = Verdict::Denied(Denial::NoRule);
            state.note_host(EgressProtocol::Dns, name, 0, denied);
        }
        return ResponseCode::NXDomain;
    }
    if query.query_type() != RecordType::A {
        // There is the name, and nothing of this kind.
        return ResponseCode::NoError;
    }
    let Some(address) = state.names().address(&name) else {
        let denied = Verdict::Denied(Denial::TooMany);
        state.note_host(EgressProtocol::Dns, name, 0, denied);
        return ResponseCode::ServFail;
    };
    let seconds = u32::try_from(TIME_TO_LIVE.as_secs()).unwrap_or_default();
    let record = Record::from_rdata(query.name().clone(), seconds, RData::A(A(address)));
    answer.add_answer(record);
    ResponseCode::NoError
}

#[cfg(test)]
mod tests {
    use std::str::FromStr;

    use computesdk_model::Network;
    use hickory_proto::rr::Name;

    use super::*;

    fn ask(state: &State, name: &str, kind: RecordType) -> Message {
        let mut question = Message::new(7, MessageType::Query, OpCode::Query);
        question.add_query(Query::query(Name::from_str(name).unwrap(), kind));
        let answer = answer(&question.to_bytes().unwrap(), state).unwrap();
        Message::from_bytes(&answer).unwrap()
    }

    #[test]
    fn only_names_that_rules_cover_exist() {
        let state = State::new(Network::allow(["api.test:443"]).unwrap(), |_| {});
        let found = ask(&state, "API.test.", RecordType::A);
        assert_eq!(found.answers.len(), 1);
        let also = ask(&state, "api.test.", RecordType::AAAA);
        assert_eq!(also.metadata.response_code, ResponseCode::NoError);
        assert!(also.answers.is_empty());
        let missing = ask(&state, "other.test.", RecordType::A);
        assert_eq!(missing.metadata.response_code, ResponseCode::NXDomain);
        let events = state.events();
        assert_eq!(events.len(), 1);
        assert_eq!(
            events[0].to_string(),
            "denied dns other.test: no rule allows it"
        );
    }

    #[test]
    fn what_counts_more_than_it_holds_is_no_question() {
        let mut question = Message::new(7, MessageType::Query, OpCode::Query);
        question.add_query(Query::query(Name::root(), RecordType::NS));
        let bytes = question.to_bytes().unwrap();
        assert!(can_hold_what_it_counts(&bytes));
        for count in [4, 6, 8, 10] {
            let mut liar = bytes.clone();
            liar[count] = 0xff;
            assert!(!can_hold_what_it_counts(&liar));
        }
    }

    #[test]
    fn what_is_no_question_has_no_answer() {
        let state = State::new(Network::full(), |_| {});
        let none = Message::response(7, OpCode::Query).to_bytes().unwrap();
        for bytes in [&b""[..], b"x", &[0xff; 600], &none] {
            assert_eq!(answer(bytes, &state), None);
        }
    }
}
