-- work.db: the manager's own. It cannot be downloaded again; it is backed up by itself.

-- What the window remembers between starts: panes, theme, last filter.
CREATE TABLE remembered (
    key TEXT PRIMARY KEY,
    json TEXT NOT NULL
) STRICT, WITHOUT ROWID;
