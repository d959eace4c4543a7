# What base/expected.h includes: tl::expected, so that C++20 suffices, or else std::expected, which takes
# C++23 and a compiler that knows it. The result is distcc_with_tl_expected.
function(distcc_require_expected)
  distcc_optional(TL_EXPECTED "compilers that stop at C++20" HEADER tl/expected.hpp)
  if(DISTCC_WITH_TL_EXPECTED)
    return()
  endif()
  if(CMAKE_CXX23_STANDARD_COMPILE_OPTION)
    include(CheckCXXSourceCompiles)
    set(CMAKE_CXX_STANDARD 23)
    check_cxx_source_compiles("#include <expected>
      std::expected<int, long> f() { return std::unexpected(1L); }
      int main() { return f().error() == 1 ? 0 : 1; }" DISTCC_STD_EXPECTED)
  endif()
  if(NOT DISTCC_STD_EXPECTED)
    message(FATAL_ERROR "This takes the header tl/expected.hpp (libexpected-dev on Debian), or a compiler "
                        "with std::expected, such as g++ 12, and CMake 3.20.")
  endif()
  set(CMAKE_CXX_STANDARD 23 PARENT_SCOPE)
endfunction()
