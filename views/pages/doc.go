// Package pages holds one component for each page. A page takes what it shows.
package pages
