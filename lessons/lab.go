package lessons

// Lab makes a lesson a lab: its title is a question worth asking, and its
// experiments answer it in the reader's own browser. Its file stands in labs/, and
// it has no walkthrough. Beside the demos of a lesson's parts, its experiments may
// be run by a bench.
type Lab struct {
	Text  string `yaml:"text" md:"blocks" terms:"link" must:"text"` // Markdown, blocks: what is broken here, and what to watch
	Links []Link `yaml:"links" must:"list"`                         // where lessons speak of it
}

// Link leads to where something is explained.
type Link struct {
	To   string `yaml:"to" must:"text"`               // "/lessons/frames#step-12"
	Text string `yaml:"text" md:"inline" must:"text"` // Markdown, inline
}

const labsDir = "labs"

// Benches are what runs an experiment where no script can: a page's own module,
// static/js/{bench}.js, which stands in for the connection and its tap.
func Benches() []string {
	return []string{"contest", "crowd", "forge", "half-open", "restart", "six", "stream", "together"}
}

// Path is where the page is: "/lessons/frames", "/labs/answers".
func (l *Lesson) Path() string {
	if l.Lab != nil {
		return "/labs/" + l.Slug
	}
	return "/lessons/" + l.Slug
}

// HasBench reports whether the page itself runs the experiment.
func (x *Experiment) HasBench() bool { return x.Bench != "" }
