//! The test suite that every provider passes.
//!
//! It holds a provider to the rules of [`computesdk::provider`], through the
//! public API alone and with nothing but what every POSIX shell has (and a server
//! in Python, where that is there). A provider's crate has a test file such as the
//! local one's:
//!
//! ```no_run
//! use std::sync::Arc;
//!
//! use computesdk_local::{LocalOptions, LocalProvider};
//!
//! computesdk_conformance::suite!(Arc::new(LocalProvider::new(LocalOptions::default())));
//! # fn main() {}
//! ```
//!
//! The expression gives an `Arc<dyn Provider>`; it is evaluated for each case,
//! inside an async runtime. Each case is a test of its own.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[doc(hidden)]
pub mod cases;
mod fixture;

pub use fixture::{Fixture, run};

/// One test for each case of the suite, against the provider that the
/// expression gives.
#[macro_export]
macro_rules! suite {
    ($provider:expr) => {
        $crate::tests! { $provider;
            exec {
                exit_codes, a_failure_carries_the_result, streams_are_apart,
                words_are_not_interpreted, an_unknown_command_is_127,
                a_missing_program_is_not_found, a_program_without_a_name_is_invalid,
                a_file_without_the_right_bit_is_invalid,
                death_by_a_signal_is_told, the_result_tells_pid_and_time, many_at_once,
            }
            output {
                binary_is_kept, broken_utf8_is_replaced_in_the_text_alone, large_is_complete,
                the_excess_is_discarded, what_just_fits_is_not_truncated,
            }
            environment {
                the_nearest_value_wins, nothing_is_added, each_user_has_a_home,
                set_and_unset_hold_for_later_calls, values_pass_unchanged,
                impossible_names_are_refused,
            }
            directory {
                starts_at_home, a_call_has_its_own, cd_holds_for_later_calls,
                a_missing_one_is_not_found, a_file_is_none,
            }
            input {
                text_and_bytes, none_is_the_end, a_reader_of_many_bytes_there_and_back,
                what_is_not_read_is_no_error, a_broken_reader_is_an_error,
            }
            ending {
                a_timeout_carries_the_output, a_configured_timeout_holds,
                a_token_ends_the_whole_job,
                a_cancelled_token_runs_nothing, dropping_kills, grace_lets_it_say_goodbye,
                grace_ends_in_a_kill,
            }
            stragglers {
                do_not_hold_the_call, are_killed_on_request,
            }
            stream {
                is_live_both_ways, keeps_order_and_loses_nothing, a_slow_reader_slows_the_writer,
                goes_on_after_a_read_without_room,
                can_be_read_after_the_end, takes_an_input, kill_ends_it, dropping_kills,
                a_timeout_needs_nobody_to_wait, waiting_twice_tells_the_same,
                a_terminal_is_one,
            }
            processes {
                are_listed_while_they_run, are_filtered, get_signals_by_their_ids,
                whose_caller_ended_them_are_told_from_others,
                that_ignore_a_signal_are_killed_in_time, that_are_not_there_are_not_found,
                are_ended_by_a_text,
            }
            background {
                lives_on_without_its_handle, ends_with_its_sandbox, does_not_keep_the_sandbox,
                is_written_to_and_followed, keeps_the_latest_output, is_killed_with_all_it_started,
                a_timeout_needs_no_handle,
            }
            monitor {
                ends_with_its_process, of_all_ends_with_the_sandbox, needs_a_process_and_time,
            }
            files {
                bytes_go_there_and_back, commands_see_them, writing_replaces,
                they_are_written_and_read_as_a_user, parents_are_made, a_missing_one_is_not_found, a_directory_is_none,
                text_must_be_text,
            }
            changes {
                directories_are_made, what_is_there_is_told, listings_are_sorted_and_typed,
                files_are_renamed, copies_are_like_the_original, what_is_removed_is_gone,
                modes_and_lengths_are_set, a_file_has_several_names, temporary_names_are_new,
            }
            file_streams {
                large_ones_go_there_and_back, parts_are_read, appending_adds,
                only_new_files_where_asked, what_is_not_finished_changes_nothing, modes_are_kept,
                links_are_written_through, impossible_paths_are_invalid,
            }
            searches {
                files_are_found_by_what_they_are, text_is_found_in_files,
                lines_around_are_shown, what_is_no_text_is_passed_over,
                checksums_are_the_known_ones,
            }
            transfers {
                a_folder_goes_there_and_back, a_file_goes_there_and_back,
                no_more_than_asked_for_comes_out, a_slash_keeps_the_name,
                archives_go_there_and_back, a_broken_archive_is_invalid,
            }
            watches {
                changes_are_told, new_directories_are_watched_too, a_written_file_is_one_event,
                a_watch_ends_with_its_sandbox,
            }
            ports {
                reach_a_server, stay_where_they_are, that_nobody_listens_on_reset_their_clients,
                end_with_their_sandbox, zero_is_none,
            }
            mounts {
                are_seen_by_what_runs_and_what_follows, are_read_only, are_not_mounted_twice,
                need_a_directory_and_a_place, end_with_their_sandbox,
            }
            scripts {
                run_by_extension, run_by_their_first_line, run_by_the_interpreter_named, run_with_their_streams,
                fail_with_their_result, start_in_their_directory, a_missing_file_is_not_found,
                a_directory_is_invalid, an_unknown_kind_is_invalid,
                a_missing_interpreter_is_not_found,
            }
            events {
                a_life_is_told_in_order, a_drop_is_an_end, after_the_end_there_are_none,
                what_runs_ends_with_the_sandbox, commands_that_are_ended_early_say_so,
            }
            lifecycle {
                everything_is_gone_after_destroy, destroying_ends_running_commands,
                two_share_nothing, many_live_at_once, too_many_are_refused,
                info_names_id_and_provider, redirects_lead_here,
                works_without_async, blocking_calls_refuse_to_block_a_runtime,
            }
        }
    };
}

/// Makes the tests of [`suite!`].
#[doc(hidden)]
#[macro_export]
macro_rules! tests {
    ($provider:expr; $($group:ident { $($case:ident),+ $(,)? })+) => {
        mod conformance {
            use super::*;
            $(
                mod $group {
                    use super::*;
                    $(
                        #[test]
                        fn $case() {
                            $crate::run(|| $provider, $crate::cases::$group::$case);
                        }
                    )+
                }
            )+
        }
    };
}
