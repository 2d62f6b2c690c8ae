package pages

import "time"

// Account is a person's own account.
type Account struct {
	Who     Who      `json:"who"`
	Login   string   `json:"login"`
	Offices []string `json:"offices"`
	Tokens  []Token  `json:"tokens"`
	Fresh   string   `json:"token,omitempty"` // a token just made, shown once
	Done    string   `json:"done,omitempty"`
	Wrong   []Wrong  `json:"-"`
}

// Token is a personal access token; its secret is shown once and kept nowhere.
type Token struct {
	ID      int64      `json:"id"`
	Name    string     `json:"name"`
	Created time.Time  `json:"created"`
	Expires time.Time  `json:"expires"`
	Used    *time.Time `json:"used,omitempty"`
}

// People is the administrator's page: accounts, never cases.
type People struct {
	Office
	Accounts []AccountRow `json:"accounts"`
	Without  []Option     `json:"without"` // persons who have no account
	Fresh    string       `json:"password,omitempty"`
	FreshFor string       `json:"password_for,omitempty"`
	Wrong    []Wrong      `json:"-"`
}

// AccountRow is an account as the administrator sees it.
type AccountRow struct {
	ID          string     `json:"id"`
	Login       string     `json:"login"`
	Name        string     `json:"name"`
	Post        string     `json:"post,omitempty"`
	Unit        string     `json:"unit"`
	Offices     []string   `json:"offices"`
	Active      bool       `json:"active"`
	LockedUntil *time.Time `json:"locked_until,omitempty"`
	Changed     time.Time  `json:"changed"`
	Once        *time.Time `json:"once,omitempty"` // until when a one-time password waits for its login
	OnceUsed    bool       `json:"once_used,omitempty"`
	Self        bool       `json:"-"`
}
