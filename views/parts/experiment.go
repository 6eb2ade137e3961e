package parts

import "wirewalk/lessons"

// ExperimentID is the id of an experiment's section on its lesson's page.
func ExperimentID(experiment string) string { return "experiment-" + fragmentID(experiment) }

// turned is what an experiment's variants differ in, as a table's heading has it.
func turned(x *lessons.Experiment) string {
	if x.Knob != "" {
		return x.Knob
	}
	return "What"
}

// label names a variant to who does not see where it stands.
func label(l *lessons.Lesson, x *lessons.Experiment, v *lessons.Variant) string {
	if len(x.Variants) > 1 {
		return l.Plain(v.Label)
	}
	return x.Title
}

// shown is the id of the variant that the knob stands at when the page comes.
func shown(x *lessons.Experiment, outcome *PredictOutcomeProps) string {
	if outcome != nil && outcome.Variant != nil {
		return outcome.Variant.ID
	}
	return x.Variants[0].ID
}

// predictedRow is the row that an experiment's prediction is about: the last. A
// bench has no rows.
func predictedRow(x *lessons.Experiment) int {
	if x.HasBench() {
		return 1
	}
	return len(x.Variants[0].Script.Steps)
}
