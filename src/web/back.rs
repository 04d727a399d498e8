//! The way back to the page from which this one was opened (SPEC U-7): an address, checked where it is used (SECURITY
//! HE7).
use super::request::local_path;
use serde::Deserialize;
use url::form_urlencoded::byte_serialize;

/// The way back, as it stands in the query.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Back {
    #[serde(default)]
    pub from: String,
}

impl Back {
    /// Where Cancel leads; `otherwise` where no address on this site was given.
    pub fn target<'a>(&'a self, otherwise: &'a str) -> &'a str {
        local_path(&self.from, otherwise)
    }

    /// Another page, with the way back kept.
    pub fn keep(&self, path: &str) -> String {
        with_from(path, self.target(""))
    }
}

/// Returns `path` with the address of the page from which it was opened; an empty address is left out.
pub fn with_from(path: &str, from: &str) -> String {
    if from.is_empty() {
        return path.to_owned();
    }
    let join = if path.contains('?') { '&' } else { '?' };
    let from: String = byte_serialize(from.as_bytes()).collect();
    format!("{path}{join}from={from}")
}

#[cfg(test)]
mod tests {
    use super::Back;

    fn back(from: &str) -> Back {
        Back { from: from.into() }
    }

    #[test]
    fn the_way_back_to_the_list_is_kept_as_it_was() {
        assert_eq!(back("/users?q=a%20b").target("/users"), "/users?q=a%20b");
        let kept = back("/users?q=a%20b").keep("/users/19");
        assert_eq!(kept, "/users/19?from=%2Fusers%3Fq%3Da%2520b");
        assert_eq!(back("").keep("/users/19"), "/users/19");
    }

    #[test]
    fn the_way_back_is_added_to_a_query_that_is_there() {
        let kept = back("/groups?q=a").keep("/groups/19/members?q=b");
        assert_eq!(kept, "/groups/19/members?q=b&from=%2Fgroups%3Fq%3Da");
    }

    #[test]
    fn a_way_back_never_leads_off_this_site() {
        assert_eq!(back("https://evil.test/").target("/users"), "/users");
        assert_eq!(back("//evil.test").keep("/users/19"), "/users/19");
    }
}
