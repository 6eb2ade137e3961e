package web

import (
	"context"
	"net/http"
	"net/url"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"wirewalk/app/internal/class"
	"wirewalk/quiz"
	"wirewalk/views/pages"
	"wirewalk/views/parts"
)

// gradebook shows what everyone in a class has answered: GET
// /teach/classes/{code}/gradebook, with ?lesson=… of one lesson, and with
// ?points=best of best tries.
func (s *Server) gradebook(c echo.Context) error {
	of, err := s.taught(c)
	if err != nil {
		return err
	}
	props, err := s.gradebookProps(c.Request().Context(), of, c.QueryParams())
	if err != nil {
		return err
	}
	return show(c, http.StatusOK, pages.Gradebook(*props))
}

func (s *Server) gradebookProps(ctx context.Context, of *class.Class, asked url.Values) (*pages.GradebookProps, error) {
	people, answers, err := s.answered(ctx, of)
	if err != nil {
		return nil, err
	}
	lesson, best := shownGrades(of, asked)
	return &pages.GradebookProps{
		Code: of.Code, Title: of.Title, Lessons: s.lessonsOf(of), Lesson: lesson, Best: best, Asks: string(of.Asks),
		Grades: s.grades(of, people, answers, lesson, best),
	}, nil
}

// shownGrades says of which lesson a gradebook's page is, "" for all of them, and
// whether it shows best tries.
func shownGrades(of *class.Class, asked url.Values) (lesson string, best bool) {
	if slug := asked.Get("lesson"); of.Teaches(slug) {
		lesson = slug
	}
	return lesson, asked.Get("points") == string(class.BestPoints)
}

// answered are the people of a class and all that they have answered.
func (s *Server) answered(ctx context.Context, of *class.Class) ([]class.Person, []class.Answer, error) {
	answers, err := s.store.Answers(ctx, of.Code)
	if err != nil {
		return nil, nil, err
	}
	people, err := s.store.People(ctx, of.Code)
	return people, answers, err
}

// graded is the gradebook of a class, or of one lesson of it.
func (s *Server) graded(of *class.Class, people []class.Person, answers []class.Answer, lesson string) *class.Gradebook {
	g := class.NewGradebook(people, answers, s.lessonsOf(of))
	if lesson == "" {
		return g
	}
	if one := g.Only(lesson); one != nil {
		return one
	}
	return class.NewGradebook(people, nil, nil) // it asks nothing, or is gone
}

func (s *Server) grades(of *class.Class, people []class.Person, answers []class.Answer, lesson string, best bool) parts.GradesProps {
	g := s.graded(of, people, answers, lesson)
	props := parts.GradesProps{Best: best}
	switch of.Asks {
	case class.Email:
		props.Identifier = "E-mail address"
	case class.StudentNumber:
		props.Identifier = "Student number"
	}
	number := map[string]int{}
	for _, col := range g.Columns {
		number[col.Lesson.Slug]++
		shown := parts.GradeColumn{
			Lesson: col.Lesson, Number: number[col.Lesson.Slug], Question: col.Question,
			Answered: col.Statistics.N, Difficulty: int(col.Statistics.Difficulty*100 + 0.5),
			Discriminates: col.Statistics.Discriminates, Discrimination: col.Statistics.Discrimination,
		}
		for _, w := range col.Statistics.Counts.Ways {
			way := parts.GradeWay{Text: wayText(col.Question, w), N: w.N, Right: w.Right}
			if col.Question.Kind == quiz.Choice {
				way.Letter = w.Answers[0]
			}
			shown.Ways = append(shown.Ways, way)
		}
		props.Columns = append(props.Columns, shown)
	}
	for _, r := range g.Rows {
		row := parts.GradeRow{Name: r.Person.Name, Identifier: r.Person.Identifier, First: r.All.First, Best: r.All.Best, Of: r.All.Of}
		for _, cell := range r.Cells {
			row.Cells = append(row.Cells, parts.GradeCell{
				Tries: cell.Tries, First: cell.First, Best: cell.Best, RightAt: cell.RightAt,
				Hints: cell.Hints, At: cell.At, Run: cell.Run, Adopted: cell.Adopted,
			})
		}
		props.Rows = append(props.Rows, row)
	}
	return props
}

// gradeRegions keep a gradebook fresh.
func (s *Server) gradeRegions(all *roll, lesson string, best bool) regions {
	var answers []class.Answer
	for _, of := range all.answers {
		answers = append(answers, of...)
	}
	return regions{of: map[string]templ.Component{"grades": parts.Grades(s.grades(all.class, all.people, answers, lesson, best))}}
}
