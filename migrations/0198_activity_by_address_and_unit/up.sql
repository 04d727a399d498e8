-- Whoever sees some units and looks for one address is answered from the newest entries of each unit. Without this index the
-- index of the address and that of every unit were read whole: 10,900 pages of 61 units among 10,000,000 entries, and 240 with it.
CREATE INDEX CONCURRENTLY activity_address_unit ON activity (address, unit_id, id DESC) WHERE address IS NOT NULL;
