// Package parts holds the components that pages are made of, and the fragments
// that streams and forms send. A component takes what it shows; it asks nobody.
package parts
