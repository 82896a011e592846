package lang

import "cmp"

// Variable names the language of Handback alone. It goes before those of POSIX.
const Variable = "HANDBACK_LANG"

// Environment is the language that the environment asks for: that of [Variable] as it
// stands, or the first of LC_ALL, LC_MESSAGES and LANG that is set, as POSIX has it.
// These are of the whole computer, so where they name a language that there is no catalog
// for, it is English. LANGUAGE, which only gettext knows, does not count.
func Environment(getenv func(string) string) string {
	if own := getenv(Variable); own != "" {
		return own
	}
	tag, known := match(cmp.Or(getenv("LC_ALL"), getenv("LC_MESSAGES"), getenv("LANG")))
	if !known {
		return "en"
	}
	return tag.String()
}
