package newswatch

import "errors"

// What an error means, for callers that must act on it; test with [errors.Is].
var (
	// ErrInvalid: the input is wrong, and trying again will not help.
	ErrInvalid = errors.New("invalid")
	// ErrNotFound: no such row, page or name.
	ErrNotFound = errors.New("not found")
	// ErrExists: the row is there already.
	ErrExists = errors.New("already exists")
	// ErrNotArticle: the page holds no article (a list, a video, an error page).
	ErrNotArticle = errors.New("not an article")
	// ErrLocked: another process holds the database.
	ErrLocked = errors.New("in use")
	// ErrGone: the site answered that the page is no longer there.
	ErrGone = errors.New("gone")
)
