-- 1: lists of pairs keep which characters stand beside them. Older segments do
-- not until they are merged.
ALTER TABLE segments ADD COLUMN layout INTEGER NOT NULL DEFAULT 0;
