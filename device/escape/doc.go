// Package escape takes out of a text what steers a terminal: the control
// sequences and control strings of ECMA-48, and those of real terminals.
package escape
