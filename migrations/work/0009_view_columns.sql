-- The columns that a saved view has for itself, as model::list_columns writes them; none are those of every list.
ALTER TABLE saved_view ADD COLUMN columns TEXT;
