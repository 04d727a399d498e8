//! People at work while things break, who remember what they were told was saved.
use crate::support::TestDb;
use crate::support::client::{Client, Request};
use crate::support::page::Page;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// How many work at the same time.
const PEOPLE: usize = 4;

/// A user who is given one numbered name after the other.
pub struct Renamed {
    number: usize,
    id: i64,
    /// The newest number that was answered by 303, and the newest that was sent.
    acknowledged: AtomicU64,
    tried: AtomicU64,
}

impl Renamed {
    pub fn new(number: usize, id: i64) -> Self {
        Self {
            number,
            id,
            acknowledged: AtomicU64::new(0),
            tried: AtomicU64::new(0),
        }
    }

    /// Loads the form, finds in it what was acknowledged, and saves the next name. False while that is not possible; an
    /// error for anything that must not happen.
    pub fn rename(&self, client: &Client) -> Result<bool, String> {
        let path = format!("/users/{}", self.id);
        let Some(page) = ask(client.request("GET", &path))? else {
            return Ok(false);
        };
        let form = page.form("form[data-guard]");
        if self.tried.load(Ordering::SeqCst) > 0 {
            self.measure(&form.value("display_name"), self.acknowledged.load(Ordering::SeqCst))?;
        }
        let next = self.tried.fetch_add(1, Ordering::SeqCst) + 1;
        let (name, version) = (format!("Busy {} number {next}", self.number), form.value("version"));
        let fields = [
            ("version", version.as_str()),
            ("display_name", &name),
            ("language", ""),
            ("time_zone", ""),
        ];
        let is_saved = ask(client.request("POST", &path).form(&fields))?.is_some();
        if is_saved {
            self.acknowledged.store(next, Ordering::SeqCst);
        }
        Ok(is_saved)
    }

    /// Nothing that was acknowledged before it was read may be missing, and nothing may be there that was never sent.
    fn measure(&self, name: &str, least: u64) -> Result<(), String> {
        let found = name
            .rsplit(' ')
            .next()
            .and_then(|number| number.parse().ok())
            .unwrap_or(0);
        let most = self.tried.load(Ordering::SeqCst);
        if (least..=most).contains(&found) {
            Ok(())
        } else {
            Err(format!(
                "number {found} is stored, {least} was acknowledged and {most} sent"
            ))
        }
    }

    /// Every edit has its entry, and the search knows the name, as of one moment.
    pub fn is_whole(&self, db: &TestDb, after: &str) {
        let acknowledged = self.acknowledged.load(Ordering::SeqCst);
        let rows = db.rows(&format!(
            "SELECT u.version, u.display_name,
                (SELECT count(*) FROM activity WHERE subject_kind = 'user' AND subject_id = u.id AND type = 'user.updated') AS entries,
                EXISTS (SELECT FROM user_words WHERE user_id = u.id AND word = substring(u.display_name FROM '[0-9]+$')) AS found
             FROM users u WHERE id = {}",
            self.id
        ));
        let edits = rows[0]["version"].as_i64().unwrap() - 1;
        assert_eq!(
            rows[0]["entries"], edits,
            "an edit without its entry after {after}: {rows:?}"
        );
        assert!(
            rows[0]["found"] == true,
            "not found by its name after {after}: {rows:?}"
        );
        self.measure(rows[0]["display_name"].as_str().unwrap(), acknowledged)
            .unwrap();
    }
}

/// The answer; none where the server or its database is away, which must be said properly.
fn ask(request: Request) -> Result<Option<Page>, String> {
    match request.try_send() {
        Err(_) => Ok(None),
        Ok(page) if page.status == 503 && page.header("retry-after") == "2" => Ok(None),
        Ok(page) if [200, 303].contains(&page.status) && !page.location().starts_with("/login") => Ok(Some(page)),
        Ok(page) => Err(format!("{} {}: {}", page.status, page.path, page.body)),
    }
}

/// Everybody at work.
pub struct Crowd {
    people: Vec<Arc<Person>>,
    stop: Arc<AtomicBool>,
    threads: Vec<JoinHandle<()>>,
}

/// Somebody with one user to rename, and two who are always deactivated and activated together.
struct Person {
    renamed: Renamed,
    pair: [i64; 2],
    client: Client,
    /// What went wrong, for the test to report.
    fault: Mutex<Option<String>>,
}

impl Crowd {
    /// Sets an administrator to work at each three of these users.
    pub fn start(address: SocketAddr, (login, password): &(String, String), users: &[i64]) -> Self {
        let at_work = |(number, users): (usize, &[i64])| {
            let client = Client::new(address);
            let page = client.post("/login", &[("name", login), ("password", password)]);
            assert_eq!(page.status, 303, "{}", page.body);
            Arc::new(Person {
                renamed: Renamed::new(number, users[0]),
                pair: [users[1], users[2]],
                client,
                fault: Mutex::default(),
            })
        };
        let people: Vec<_> = users.chunks_exact(3).take(PEOPLE).enumerate().map(at_work).collect();
        assert_eq!(people.len(), PEOPLE);
        let stop = Arc::new(AtomicBool::new(false));
        let threads = people.iter().map(|person| {
            let (person, stop) = (person.clone(), stop.clone());
            std::thread::spawn(move || person.work(&stop))
        });
        let threads = threads.collect();
        Self { people, stop, threads }
    }

    /// Until everybody has had something acknowledged that was sent from now on.
    pub fn goes_on(&self, within: Duration, after: &str) {
        let began = Instant::now();
        let tried = |person: &Arc<Person>| person.renamed.tried.load(Ordering::SeqCst);
        let marks: Vec<u64> = self.people.iter().map(tried).collect();
        for (person, mark) in self.people.iter().zip(marks) {
            while person.renamed.acknowledged.load(Ordering::SeqCst) <= mark {
                person.is_content(after);
                assert!(began.elapsed() < within, "no work is done for {within:?} after {after}");
                std::thread::sleep(Duration::from_millis(20));
            }
        }
    }

    /// Nothing is half written.
    pub fn is_whole(&self, db: &TestDb, after: &str) {
        for person in &self.people {
            person.renamed.is_whole(db, after);
            person.pair_is_whole(db, after);
        }
        let miscounted = db.rows(
            "SELECT c.unit_id FROM unit_counts c
             JOIN (SELECT unit_id, count(*) FILTER (WHERE state = 'active') AS active FROM users GROUP BY 1) u USING (unit_id)
             WHERE c.active <> u.active",
        );
        assert!(miscounted.is_empty(), "miscounted after {after}: {miscounted:?}");
    }

    /// Sends everybody home; what they were told then stands against what is stored.
    pub fn end(mut self, db: &TestDb) {
        self.stop.store(true, Ordering::SeqCst);
        for thread in self.threads.drain(..) {
            thread.join().expect("somebody at work panicked");
        }
        for person in &self.people {
            person.is_content("the end");
        }
        self.is_whole(db, "the end");
    }
}

impl Person {
    fn work(&self, stop: &AtomicBool) {
        let mut turn = 0;
        while !stop.load(Ordering::SeqCst) {
            turn += 1;
            let done = match turn % 3 {
                0 => self.switch(turn % 2 == 0),
                _ => self.renamed.rename(&self.client),
            };
            match done {
                Ok(true) => {}
                Ok(false) => std::thread::sleep(Duration::from_millis(20)),
                Err(fault) => {
                    *self.fault.lock().unwrap() = Some(fault);
                    return;
                }
            }
        }
    }

    /// Deactivates or activates both of the pair at once.
    fn switch(&self, on: bool) -> Result<bool, String> {
        let word = if on { "activate" } else { "deactivate" };
        let path = format!("/users/{word}?id={}&id={}", self.pair[0], self.pair[1]);
        Ok(ask(self.client.request("POST", &path).form(&[]))?.is_some())
    }

    /// Both are in the same state, and every batch has an entry for each.
    fn pair_is_whole(&self, db: &TestDb, after: &str) {
        let [one, other] = self.pair;
        let rows = db.rows(&format!(
            "SELECT (SELECT count(DISTINCT state) FROM users WHERE id IN ({one}, {other})) AS states,
                (SELECT count(*) FROM (SELECT FROM activity WHERE subject_id IN ({one}, {other})
                    AND type IN ('user.deactivated', 'user.activated') GROUP BY batch_id HAVING count(*) <> 2) b) AS torn"
        ));
        assert!(
            rows[0]["states"] == 1 && rows[0]["torn"] == 0,
            "half a selection after {after}: {rows:?}"
        );
    }

    fn is_content(&self, after: &str) {
        if let Some(fault) = self.fault.lock().unwrap().as_ref() {
            panic!("after {after}: {fault}");
        }
    }
}
