: "${missing:?must be set}"
echo never
