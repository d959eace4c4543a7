# Optional libraries. Each is a cache variable DISTCC_NAME: AUTO takes what is there, ON fails without
# it, OFF builds as if it were not there.
#
#   distcc_optional(NAME "what it adds" [HEADER x.h] [LIBRARY names…] [PKG_CONFIG modules…])
#
# The answer is DISTCC_WITH_NAME (1 or 0), for CMake and, with what it takes to use the library, in
# the target distcc_with_name, which every folder that asks `#if DISTCC_WITH_NAME` links:
#
#   distcc_optional(LZO "compressed hosts (,lzo) and pump mode (,cpp)"
#                   HEADER lzo/lzo1x.h LIBRARY liblzo2.a lzo2)
#   distcc_folder(wire DEPENDS job base LIBRARIES distcc_with_lzo)
#
# For a library that is opened at run time (dlopen) name its HEADER and no LIBRARY.
function(distcc_optional name adds)
  cmake_parse_arguments(wanted "" "HEADER" "LIBRARY;PKG_CONFIG" ${ARGN})
  set(DISTCC_${name} AUTO CACHE STRING "${adds}: AUTO, ON or OFF")
  set_property(CACHE DISTCC_${name} PROPERTY STRINGS AUTO ON OFF)
  string(TOLOWER ${name} lower)
  add_library(distcc_with_${lower} INTERFACE)

  set(missing "")
  if(NOT DISTCC_${name})
    set(missing "switched off")  # never looked for, so that no file of this machine slips in
  else()
    distcc_find_optional(${name} distcc_with_${lower} missing)
  endif()
  if(missing AND DISTCC_${name} STREQUAL ON)
    message(FATAL_ERROR "DISTCC_${name}=ON, but ${missing}")
  endif()

  set(with 1)
  if(missing)
    set(with 0)
  endif()
  target_compile_definitions(distcc_with_${lower} INTERFACE DISTCC_WITH_${name}=${with})
  set(DISTCC_WITH_${name} ${with} PARENT_SCOPE)
  set_property(GLOBAL APPEND PROPERTY distcc_optionals "${name}|${adds}|${missing}")
endfunction()

# Gives the target what it takes to use the library, or says in `missing` what is not there. Arguments
# are the wanted_* of distcc_optional.
macro(distcc_find_optional name target missing)
  if(wanted_HEADER)
    find_path(DISTCC_${name}_INCLUDE ${wanted_HEADER})
    mark_as_advanced(DISTCC_${name}_INCLUDE)
    if(DISTCC_${name}_INCLUDE)
      target_include_directories(${target} SYSTEM INTERFACE ${DISTCC_${name}_INCLUDE})
    else()
      set(${missing} "there is no ${wanted_HEADER}")
    endif()
  endif()
  if(wanted_LIBRARY AND NOT ${missing})
    find_library(DISTCC_${name}_LIBRARY NAMES ${wanted_LIBRARY})
    mark_as_advanced(DISTCC_${name}_LIBRARY)
    if(DISTCC_${name}_LIBRARY)
      target_link_libraries(${target} INTERFACE ${DISTCC_${name}_LIBRARY})
    else()
      set(${missing} "there is no library ${wanted_LIBRARY}")
    endif()
  endif()
  if(wanted_PKG_CONFIG AND NOT ${missing})
    find_package(PkgConfig QUIET)
    if(PKG_CONFIG_FOUND)
      pkg_check_modules(DISTCC_${name}_PACKAGE QUIET IMPORTED_TARGET ${wanted_PKG_CONFIG})
    endif()
    if(TARGET PkgConfig::DISTCC_${name}_PACKAGE)
      target_link_libraries(${target} INTERFACE PkgConfig::DISTCC_${name}_PACKAGE)
    else()
      set(${missing} "pkg-config does not know ${wanted_PKG_CONFIG}")
    endif()
  endif()
endmacro()

# One line for each optional library: in, or out and why.
function(distcc_optional_summary)
  get_property(rows GLOBAL PROPERTY distcc_optionals)
  foreach(row IN LISTS rows)
    string(REGEX MATCH "^([^|]*)\\|([^|]*)\\|(.*)$" row "${row}")
    if(CMAKE_MATCH_3)
      message(STATUS "without ${CMAKE_MATCH_1} (${CMAKE_MATCH_3}): no ${CMAKE_MATCH_2}")
    else()
      message(STATUS "with ${CMAKE_MATCH_1}: ${CMAKE_MATCH_2}")
    endif()
  endforeach()
endfunction()
