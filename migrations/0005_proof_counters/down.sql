DROP TABLE proof_counters;
