package main

import "encoding/json"

// moment is where a class is: what every page in it is told.
type moment struct {
	Together bool // an instructor leads it
	Step     int  // the row that everyone is at
	Predicts int  // the row whose prediction is asked; 0: none
	Ended    bool
}

// classState is of a class event what a page needs to follow.
type classState struct {
	moment
	here     int // people who are connected
	asking   int // the number of the question that was asked last; 0: none
	round    int
	answered int // votes in that round
}

func readState(data string) (classState, error) {
	var of struct {
		Ended  bool
		Here   int
		Pacing *struct{ Step, Predicts int }
		Asking *struct{ N, Round, Answered int }
	}
	if err := json.Unmarshal([]byte(data), &of); err != nil {
		return classState{}, err
	}
	s := classState{moment: moment{Ended: of.Ended}, here: of.Here}
	if p := of.Pacing; p != nil {
		s.Together, s.Step, s.Predicts = true, p.Step, p.Predicts
	}
	if a := of.Asking; a != nil {
		s.asking, s.round, s.answered = a.N, a.Round, a.Answered
	}
	return s, nil
}
