DROP TABLE jobs, uploads, refusals_repeated, activity_chain, activity_unsealed, activity_personal, activity, login_audit, links, sessions,
    grants, memberships, permissions, groups, unit_counts, user_words, login_counters, user_clock, users, account_keys, accounts, org_units,
    access_changes, access_state, installation;
DROP FUNCTION users_count(), erase_personal(bigint);
