package store

import (
	"context"

	"newswatch"
)

// Rewrite replaces what was read of a filed article by what a better definition
// reads of the same page. It is no revision and tells nobody: the site changed
// nothing. The article is named by its id; the error wraps
// [newswatch.ErrNotFound] where there is none.
func (s *Store) Rewrite(ctx context.Context, g *newswatch.Sighting) error {
	p, err := s.prepare(ctx, g)
	if err != nil {
		return err
	}
	return s.do(ctx, func(t *tx) error {
		old, err := t.load(g.Article.ID)
		if err != nil {
			return err
		}
		a := p.Article
		a.ID, a.StoryID, a.DuplicateOf = old.ID, old.StoryID, old.DuplicateOf
		a.Fetched, a.Late, a.Revision = old.Fetched, old.Late, old.Revision
		return t.rewrite(&old, &a, p)
	})
}
