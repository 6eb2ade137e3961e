// Package e2e drives the real program with a real browser. It knows the program
// only by what goes over HTTP and by what its pages look like, as a visitor does.
//
// Its tests need Chromium. WIREWALK_FIREFOX names a Firefox that walks the lessons
// as well; without it one that is installed does, or none. WIREWALK_SCREENSHOTS
// names a directory for pictures of every page; WIREWALK_AXE names axe.min.js of
// npm's axe-core, whose rules every page is then held to.
package e2e
