package profile

import (
	"strconv"
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"
)

// position is a place in the file.
type position struct{ line, column int }

// node is a value and where it stands. The decoder of the TOML library stops
// at the first value of a wrong type; this tree keeps them all.
type node struct {
	at     position
	kind   unstable.Kind // String, Integer, Bool, Array, Table, or another one
	text   string
	number int64
	list   []*node
	table  *table
}

// table is a table and the keys that nobody has asked for yet.
type table struct {
	at     position
	values map[string]*node
	keys   map[string]position
	asked  map[string]bool
}

func newTable(at position) *table {
	return &table{at: at, values: make(map[string]*node), keys: make(map[string]position), asked: make(map[string]bool)}
}

// put keeps the first value of a key, as the decoder before has refused others.
func (t *table) put(key string, at position, n *node) {
	if _, twice := t.values[key]; !twice {
		t.values[key], t.keys[key] = n, at
	}
}

// builder makes the tree of a document that the decoder has found whole.
type builder struct{ parser unstable.Parser }

func buildTree(text []byte) *table {
	b := &builder{}
	b.parser.Reset(text)
	root := newTable(position{1, 1})
	current := root
	for b.parser.NextExpression() {
		expression := b.parser.Expression()
		switch expression.Kind {
		case unstable.Table, unstable.ArrayTable:
			current = b.open(root, expression)
		case unstable.KeyValue:
			b.keyValue(current, expression)
		}
	}
	return root
}

// open is the table that a header names.
func (b *builder) open(t *table, header *unstable.Node) *table {
	for it := header.Key(); it.Next(); {
		key, at := string(it.Node().Data), b.place(it.Node())
		last, many := it.IsLast(), header.Kind == unstable.ArrayTable
		n := t.values[key]
		if n == nil {
			n = &node{at: at, kind: unstable.Table}
			if last && many {
				n.kind = unstable.Array
			} else {
				n.table = newTable(at)
			}
			t.put(key, at, n)
		}
		if last && many {
			n.list = append(n.list, &node{at: at, kind: unstable.Table, table: newTable(at)})
		}
		if t = n.inner(); t == nil {
			return newTable(at)
		}
	}
	return t
}

// inner is the table that a header further down goes on in.
func (n *node) inner() *table {
	if n.kind == unstable.Array && len(n.list) > 0 {
		n = n.list[len(n.list)-1]
	}
	return n.table
}

func (b *builder) keyValue(t *table, kv *unstable.Node) {
	for it := kv.Key(); it.Next(); {
		key, at := string(it.Node().Data), b.place(it.Node())
		if it.IsLast() {
			t.put(key, at, b.value(kv.Value(), at))
			return
		}
		if t.values[key] == nil {
			t.put(key, at, &node{at: at, kind: unstable.Table, table: newTable(at)})
		}
		if t = t.values[key].inner(); t == nil {
			return
		}
	}
}

// value reads a value; an array stands where its key does.
func (b *builder) value(v *unstable.Node, key position) *node {
	n := &node{at: key, kind: v.Kind}
	if v.Kind != unstable.Array {
		n.at = b.place(v)
	}
	switch v.Kind {
	case unstable.String:
		n.text = string(v.Data)
	case unstable.Bool:
		n.text = string(v.Data)
	case unstable.Integer:
		number, err := strconv.ParseInt(strings.ReplaceAll(string(v.Data), "_", ""), 0, 64)
		if err != nil {
			n.kind = unstable.Invalid
		}
		n.number = number
	case unstable.Array:
		for it := v.Children(); it.Next(); {
			n.list = append(n.list, b.value(it.Node(), key))
		}
	case unstable.InlineTable:
		n.kind, n.table = unstable.Table, newTable(n.at)
		for it := v.Children(); it.Next(); {
			b.keyValue(n.table, it.Node())
		}
	}
	return n
}

func (b *builder) place(n *unstable.Node) position {
	start := b.parser.Shape(n.Raw).Start
	return position{start.Line, start.Column}
}
