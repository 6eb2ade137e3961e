package store

import (
	"context"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"wirewalk/app/internal/class"
)

// A class of 300 that answers at one moment.
func BenchmarkAnswers(b *testing.B) {
	s, err := Open(b.Context(), Options{Dir: b.TempDir(), Now: time.Now})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	c, err := class.New("A class", []string{"frames"}, []string{"frames"}, class.RealNames, class.NoIdentifier, time.Now())
	if err != nil {
		b.Fatal(err)
	}
	if err := s.CreateClass(b.Context(), c); err != nil {
		b.Fatal(err)
	}
	var people []string
	for i := range 300 {
		p, err := s.Join(b.Context(), class.Person{Class: c.Code, Name: "Ann"}, strconv.Itoa(i), true)
		if err != nil {
			b.Fatal(err)
		}
		people = append(people, p.ID)
	}
	var sent atomic.Int64
	b.SetParallelism(150) // times two processors
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			n := sent.Add(1)
			_, err := s.AddAnswer(context.Background(), class.Answer{
				Person: people[int(n)%len(people)], Lesson: "frames", Question: "opcode", Key: strconv.FormatInt(n, 10)})
			if err != nil {
				b.Error(err)
			}
		}
	})
}
