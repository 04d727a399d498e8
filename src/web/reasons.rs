//! Lets the access engine explain decisions in the reader's language.
use super::group_name::group_name;
use super::i18n::{Argument, Texts};
use super::right_name;
use crate::access::explain::Words;
use crate::access::permission::Entry;
use chrono::{DateTime, Utc};

impl Words for Texts {
    fn say(&self, id: &str, arguments: &[(&str, &str)]) -> String {
        let arguments: Vec<_> = arguments.iter().map(|(name, value)| (*name, value.value())).collect();
        self.with(id, &arguments)
    }

    fn group(&self, id: i64, stored: &str) -> String {
        group_name(self, id, stored)
    }

    fn right(&self, entry: &Entry) -> String {
        right_name::value(entry).say(self)
    }

    fn moment(&self, moment: DateTime<Utc>) -> String {
        self.date_time(moment)
    }
}
