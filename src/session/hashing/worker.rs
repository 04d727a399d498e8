//! One hashing thread's memory and what it computes.

use std::io;

use argon2::{
    Algorithm, Argon2, Block, Params, Version,
    password_hash::phc::{Output, ParamsString, PasswordHash, Salt},
};

use super::{
    Verdict,
    queue::{Answer, Job, Work},
    secret::Secret,
    stored::StoredHash,
};

const WRONG: Verdict = Verdict {
    ok: false,
    needs_rehash: false,
};

pub(super) struct Worker {
    params: Params,
    /// A hash that no password matches, checked where there is no hash to check.
    nobody: String,
    /// Allocated at the first job and reused for later ones.
    memory: Vec<Block>,
}

impl Worker {
    pub(super) fn new(params: Params) -> io::Result<Self> {
        let output = random::<{ Params::DEFAULT_OUTPUT_LEN }>()?;
        let nobody = phc(&params, &random::<16>()?, &output).map_err(io::Error::other)?;
        Ok(Self {
            params,
            nobody,
            memory: Vec::new(),
        })
    }

    pub(super) fn run(&mut self, job: &Job) -> Answer {
        match &job.work {
            Work::Hash => self.hash(&job.password),
            Work::Verify(stored) => Answer::Verdict(self.verify(&job.password, stored)),
            Work::Pretend(like) => {
                self.pretend(&job.password, like.as_deref());
                Answer::Verdict(WRONG)
            }
        }
    }

    fn hash(&mut self, password: &Secret) -> Answer {
        let Some(password) = password.normalised() else {
            return Answer::TooLong;
        };
        let salt = random::<16>().expect("the system's random generator worked when this thread began");
        let mut output = [0; Params::DEFAULT_OUTPUT_LEN];
        let params = self.params.clone();
        self.argon2(
            Algorithm::Argon2id,
            Version::V0x13,
            &params,
            password.as_bytes(),
            &salt,
            &mut output,
        );
        Answer::Hash(phc(&params, &salt, &output).expect("parameters, salt and output have legal lengths"))
    }

    /// Checks a password. Every path computes one hash, so that the time does not reveal which path it was (AU6).
    fn verify(&mut self, password: &Secret, stored: &str) -> Verdict {
        let stored = match StoredHash::parse(stored) {
            Ok(stored) => stored,
            Err(error) => {
                tracing::error!(%error, "a stored password can't be checked");
                self.pretend(password, None);
                return WRONG;
            }
        };
        let ok = match password.normalised() {
            Some(password) => self.matches(password.as_bytes(), &stored),
            None => {
                self.matches(b"", &stored);
                false
            }
        };
        Verdict {
            ok,
            needs_rehash: ok && stored.differs_from(&self.params),
        }
    }

    /// Takes the time of a check and discards its outcome.
    fn pretend(&mut self, password: &Secret, like: Option<&str>) {
        let nobody = self.nobody.clone();
        let like = StoredHash::parse(like.unwrap_or(&nobody)).or_else(|_| StoredHash::parse(&nobody));
        if let Ok(stored) = like {
            let password = password.normalised().unwrap_or_default();
            self.matches(password.as_bytes(), &stored);
        }
    }

    fn matches(&mut self, password: &[u8], stored: &StoredHash) -> bool {
        match stored {
            StoredHash::Argon2 {
                algorithm,
                version,
                params,
                phc,
            } => {
                // Salt and hash are both there, or `StoredHash::parse` would have refused it.
                let (Some(salt), Some(expected)) = (&phc.salt, &phc.hash) else {
                    return false;
                };
                let mut buffer = [0; Output::MAX_LENGTH];
                let output = &mut buffer[..expected.len()];
                self.argon2(*algorithm, *version, params, password, salt, output);
                // Compared in constant time by `Output`.
                Output::new(output).is_ok_and(|output| output == *expected)
            }
            // Bcrypt sees only 72 bytes, so a longer password would be checked by its beginning (PW3). Here it takes as
            // long, and is wrong.
            StoredHash::Bcrypt(hash) => bcrypt::non_truncating_verify(password, hash).unwrap_or_else(|_| {
                let _ = bcrypt::verify(password, hash);
                false
            }),
        }
    }

    fn argon2(
        &mut self,
        algorithm: Algorithm,
        version: Version,
        params: &Params,
        password: &[u8],
        salt: &[u8],
        output: &mut [u8],
    ) {
        let usual = self.params.block_count();
        self.memory.resize(params.block_count().max(usual), Block::new());
        Argon2::new(algorithm, version, params.clone())
            .hash_password_into_with_memory(password, salt, output, &mut self.memory)
            .expect("lengths and memory were checked with the parameters");
        if self.memory.len() > usual {
            self.memory.truncate(usual);
            self.memory.shrink_to_fit();
        }
    }
}

fn phc(params: &Params, salt: &[u8], output: &[u8]) -> Result<String, argon2::password_hash::phc::Error> {
    let mut costs = ParamsString::new();
    for (name, cost) in [("m", params.m_cost()), ("t", params.t_cost()), ("p", params.p_cost())] {
        costs.add_decimal(name, cost)?;
    }
    let phc = PasswordHash {
        algorithm: Algorithm::Argon2id.ident(),
        version: Some(Version::V0x13.into()),
        params: costs,
        salt: Some(Salt::new(salt)?),
        hash: Some(Output::new(output)?),
    };
    Ok(phc.to_string())
}

fn random<const N: usize>() -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(io::Error::other)?;
    Ok(bytes)
}
