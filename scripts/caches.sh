# Sourced, with $root set: says in $cache_home where this user's caches are. In a home that cannot be written to nothing
# can be kept; then they are in the project's folder, npm's too.
if [ -w "${HOME:-}" ] && mkdir -p "$HOME/.cache" 2>/dev/null; then
  cache_home=${XDG_CACHE_HOME:-$HOME/.cache}
else
  cache_home=${XDG_CACHE_HOME:-$root/.cache}
  npm_config_cache=${npm_config_cache:-$cache_home/npm}
  export npm_config_cache
fi
