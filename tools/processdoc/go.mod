module followthrough/tools/processdoc

go 1.26.0

require followthrough v0.0.0

replace followthrough => ../..
