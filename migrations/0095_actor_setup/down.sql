DELETE FROM actor_fields WHERE gone_at IS NOT NULL;
ALTER TABLE actor_fields DROP gone_at;
DROP TABLE actor_group_members, actor_groups, attachment_types, actors_unsettled, actor_settings;
