# How everything here is compiled.
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
set(CMAKE_CXX_FLAGS_RELEASE "-O2")  # assertions stay on

option(DISTCC_WERROR "Warnings are errors" ON)
set(DISTCC_SANITIZE "" CACHE STRING "Sanitizers, as -fsanitize= takes them: address,undefined or thread")

option(DISTCC_HARDENED "Compile with the usual guards against overflows" OFF)
option(DISTCC_IPV6 "Use IPv6 where the machine has it" ON)

# The triple that bare gcc and clang names are given (distcc-compat.md 5.5), and that --version shows.
execute_process(COMMAND ${CMAKE_CXX_COMPILER} -dumpmachine OUTPUT_VARIABLE DISTCC_TRIPLE
                OUTPUT_STRIP_TRAILING_WHITESPACE)

# Where distcc has always looked, whatever the prefix, so that no hosts file has to move.
set(DISTCC_SYSCONFDIR /etc CACHE PATH "Holds distcc/hosts")
set(DISTCC_LIBDIR ${CMAKE_INSTALL_PREFIX}/lib CACHE PATH "Holds the masquerade directory distcc")

set(DISTCC_USER distcc CACHE STRING "Account that a server which root starts becomes")

add_library(distcc_settings INTERFACE)
target_include_directories(distcc_settings INTERFACE ${CMAKE_SOURCE_DIR}/src)
target_compile_definitions(distcc_settings INTERFACE _GNU_SOURCE DISTCC_VERSION="${PROJECT_VERSION}"
  DISTCC_TRIPLE="${DISTCC_TRIPLE}" DISTCC_SYSCONFDIR="${DISTCC_SYSCONFDIR}"
  DISTCC_LIBDIR="${DISTCC_LIBDIR}" DISTCC_USER="${DISTCC_USER}")
target_compile_options(distcc_settings INTERFACE -Wall -Wextra -Wshadow -Wconversion -Wnon-virtual-dtor
  -Wold-style-cast -Wcast-qual -Wimplicit-fallthrough $<$<BOOL:${DISTCC_WERROR}>:-Werror>)
target_compile_definitions(distcc_settings INTERFACE DISTCC_WITH_IPV6=$<BOOL:${DISTCC_IPV6}>)
if(DISTCC_HARDENED)
  add_compile_options(-fstack-protector-strong -fPIE -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2
                      -D_GLIBCXX_ASSERTIONS)
  add_link_options(-pie -Wl,-z,relro -Wl,-z,now)
endif()
if(DISTCC_SANITIZE)
  # Half the time to build; lines are all that reports need of debug information.
  add_compile_options(-O1 -g1 -fsanitize=${DISTCC_SANITIZE} -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${DISTCC_SANITIZE})
endif()
