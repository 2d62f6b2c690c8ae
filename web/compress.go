package web

import (
	"strings"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"

	"followthrough/web/static"
)

// compressed makes pages small on the wire. Static files are served compressed by their own room; streams and files are left
// as they are. The one secret in a page, its form token, is masked anew each time (mask.go), so that no length tells of it.
func compressed() echo.MiddlewareFunc {
	return middleware.GzipWithConfig(middleware.GzipConfig{Level: 5, MinLength: 1024, Skipper: func(c echo.Context) bool {
		path := c.Request().URL.Path
		return strings.HasPrefix(path, static.Root) || strings.HasSuffix(path, "/live") || strings.HasSuffix(path, ".zip") || strings.Contains(path, "/files/")
	}})
}
