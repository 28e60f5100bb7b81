-- A first sync makes a segment of full text a page. Merging them while pages still come costs as much
-- again as making them, and the run's end merges them all anyway: so that waits until there are many.
-- A search asks each segment, which some dozens do not make slow.
INSERT INTO search (search, rank) VALUES ('crisismerge', 256);
INSERT INTO search (search, rank) VALUES ('automerge', 64);
