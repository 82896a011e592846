package teach

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"handback/device/console/profile"
)

// Leaf is a text or a number of a JSON document, and its path.
type Leaf struct{ Path, Value string }

// maxLeaves bounds what is shown of a document.
const maxLeaves = 200

// leavesOf are the texts and numbers of a JSON value, in the order of their names.
// A name with a dot in it has no path.
func leavesOf(value any, path string) []Leaf {
	join := func(step string) string { return strings.TrimPrefix(path+"."+step, ".") }
	switch v := value.(type) {
	case string:
		return []Leaf{{path, v}}
	case json.Number:
		return []Leaf{{path, v.String()}}
	case map[string]any:
		var all []Leaf
		for _, name := range slices.Sorted(maps.Keys(v)) {
			if !strings.Contains(name, ".") && name != "" && len(all) < maxLeaves {
				all = append(all, leavesOf(v[name], join(name))...)
			}
		}
		return all
	case []any:
		var all []Leaf
		for i, element := range v {
			if len(all) < maxLeaves {
				all = append(all, leavesOf(element, join(strconv.Itoa(i)))...)
			}
		}
		return all
	}
	return nil
}

// listsIn are the paths of the lists of objects in a JSON value; the document
// itself has an empty path.
func listsIn(value any, path string) []string {
	switch v := value.(type) {
	case []any:
		if len(v) > 0 {
			if _, is := v[0].(map[string]any); is {
				return []string{path}
			}
		}
	case map[string]any:
		var all []string
		for _, name := range slices.Sorted(maps.Keys(v)) {
			if !strings.Contains(name, ".") {
				all = append(all, listsIn(v[name], strings.TrimPrefix(path+"."+name, "."))...)
			}
		}
		return all
	}
	return nil
}

// longest is the list with the most elements, and its first element.
func longest(document any, paths []string) (path string, first any) {
	most := 0
	for _, p := range paths {
		if list, _ := profile.At(document, p).([]any); len(list) > most {
			most, path, first = len(list), p, list[0]
		}
	}
	return path, first
}

func leafLines(leaves []Leaf) []string {
	var lines []string
	for _, l := range leaves {
		lines = append(lines, fmt.Sprintf("%s = %s", l.Path, l.Value))
	}
	return lines
}
