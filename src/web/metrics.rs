//! Counts what this node serves, by the patterns of the URL table and never by real addresses. So the size does not
//! depend on the number of visitors, and nothing in it is about a person.
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;
use std::time::Duration;

/// From unnoticeable to the two seconds after which a request is given up (DESIGN 3.3).
const SECONDS: [f64; 9] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0];

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    method: &'static str,
    path: &'static str,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Asked {
    path: &'static str,
}

/// The counters of one node.
pub struct Metrics {
    requests: Family<Answered, Counter>,
    seconds: Family<Asked, Histogram, fn() -> Histogram>,
    waiting: Gauge,
    waited: Histogram,
}

impl Default for Metrics {
    fn default() -> Self {
        Self {
            requests: Family::default(),
            seconds: Family::new_with_constructor(histogram),
            waiting: Gauge::default(),
            waited: histogram(),
        }
    }
}

fn histogram() -> Histogram {
    Histogram::new(SECONDS)
}

impl Metrics {
    /// Counts an answered request, by its line of the URL table.
    pub fn answered(&self, method: &str, path: &'static str, status: u16, took: Duration) {
        let path = if path.is_empty() { "unknown" } else { path };
        let method = match method {
            "GET" => "GET",
            "HEAD" => "HEAD",
            "POST" => "POST",
            _ => "other",
        };
        self.requests.get_or_create(&Answered { method, path, status }).inc();
        self.seconds.get_or_create(&Asked { path }).observe(took.as_secs_f64());
    }

    /// Counts a request that waits for the pool, until the returned value is dropped.
    pub fn wait(&self) -> Waiting<'_> {
        self.waiting.inc();
        Waiting {
            metrics: self,
            began: std::time::Instant::now(),
        }
    }

    /// Adds these numbers to the registry.
    pub fn register(&self, registry: &mut Registry) {
        let requests = self.requests.clone();
        registry.register("requests", "Requests answered, by pattern of the address", requests);
        let seconds = self.seconds.clone();
        registry.register("request_seconds", "From the request to its answer", seconds);
        registry.register(
            "pool_waiting",
            "Requests that wait for a connection",
            self.waiting.clone(),
        );
        registry.register(
            "pool_wait_seconds",
            "How long requests waited for a connection",
            self.waited.clone(),
        );
    }
}

/// A wait that is being counted.
pub struct Waiting<'m> {
    metrics: &'m Metrics,
    began: std::time::Instant,
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.metrics.waiting.dec();
        self.metrics.waited.observe(self.began.elapsed().as_secs_f64());
    }
}
