package parts

// AskedBytes are the bytes that a click-byte asks about, in hexadecimal digits;
// none where nothing is recorded.
func (p QuestionProps) AskedBytes() []string {
	asked, _ := p.asked()
	if asked == nil {
		return nil
	}
	all := make([]string, shownBytes(asked))
	for i := range all {
		all[i] = hex2(asked.Bytes[i])
	}
	return all
}
